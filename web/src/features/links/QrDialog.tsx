import { Button, Modal } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Link } from '@/api/links'
import { Qr } from './Qr'
import classes from './links.module.css'

/** The code on the screen, and the files for print, which the server draws. */
export function QrFiles({ link, large = false }: { link: Link; large?: boolean }) {
  const { t } = useTranslation('links')
  const files = [
    { href: link.qr_svg_url, name: `${link.slug}.svg`, label: t('qr.svg') },
    { href: `${link.qr_png_url}?size=1024`, name: `${link.slug}.png`, label: t('qr.png') },
  ]
  return (
    <div className={classes.qr} data-large={large || undefined}>
      <Qr value={link.short_url} label={t('qr.label', { name: link.name })} size={large ? 264 : 132} />
      <div className={classes.qrWords}>
        {!large && <span className={classes.label}>{t('qr.title')}</span>}
        <span className={classes.hint}>{t('qr.hint')}</span>
        <div className={classes.files}>
          {files.map(({ href, name, label }) => (
            <Button
              key={name}
              component="a"
              href={href}
              download={name}
              variant="default"
              size="sm"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {label}
            </Button>
          ))}
        </div>
      </div>
    </div>
  )
}

export function QrDialog({ link, onClose }: { link: Link | undefined; onClose: () => void }) {
  const { t } = useTranslation(['links', 'common'])
  return (
    <Modal
      opened={link !== undefined}
      onClose={onClose}
      title={t('qr.title')}
      size={420}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      {link && (
        <>
          <p className={classes.qrName}>{link.name}</p>
          <QrFiles link={link} large />
        </>
      )}
    </Modal>
  )
}
