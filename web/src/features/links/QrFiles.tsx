import { Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { IconDimensions, IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Link } from '@/api/links'
import { later } from './later'
import { Qr } from './Qr'
import classes from './links.module.css'

const QrDialog = later(async () => (await import('./QrDialog')).QrDialog)

/** The code on the screen, and the files for print, which the server draws. */
export function QrFiles({ link }: { link: Link }) {
  const { t } = useTranslation(['links', 'generator'])
  const [opened, setOpened] = useState(false)
  const files = [
    { href: link.qr_svg_url, name: `${link.slug}.svg`, label: t('qr.svg') },
    { href: `${link.qr_png_url}?size=1024`, name: `${link.slug}.png`, label: t('qr.png') },
  ]
  return (
    <div className={classes.qr}>
      <Qr value={link.short_url} label={t('qr.label', { name: link.name })} size={132} />
      <div className={classes.qrWords}>
        <span className={classes.label}>{t('qr.title')}</span>
        <span className={classes.hint}>{t('qr.hint')}</span>
        <div className={classes.files}>
          {files.map(({ href, name, label }) => (
            <Button key={name} component="a" href={href} download={name} variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />}>
              {label}
            </Button>
          ))}
          <Button variant="default" size="sm" leftSection={<IconDimensions size={16} aria-hidden />} onClick={() => setOpened(true)}>
            {t('generator:qr.adjust')}
          </Button>
        </div>
      </div>
      <Suspense>{opened && <QrDialog link={link} onClose={() => setOpened(false)} />}</Suspense>
    </div>
  )
}
