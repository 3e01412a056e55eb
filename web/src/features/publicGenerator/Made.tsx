import { useEffect, useRef } from 'react'
import { Button } from '@mantine/core'
import { IconBrandWhatsapp, IconCircleCheck, IconDownload, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { PublicLink } from '@/api/publicGenerator'
import { CopyButton } from '@/components/CopyButton'
import { ChatPreview } from './ChatPreview'
import classes from './publicGenerator.module.css'

interface MadeProps {
  company: string
  link: PublicLink
  /** Whether the company has one for the middle of its codes. */
  logo: boolean
  /** `undefined`: the company allows no further one today. */
  onAnother: (() => void) | undefined
}

/** The finished link: what to copy first has the focus. */
export function Made({ company, link, logo, onAnother }: MadeProps) {
  const { t } = useTranslation('publicGenerator')
  const copy = useRef<HTMLButtonElement>(null)
  useEffect(() => copy.current?.focus(), [])
  // Drawn by the server, and asked of the address that this page has.
  const qr = `/l/${encodeURIComponent(link.slug)}/qr`
  const files = [
    { href: `${qr}.png?size=1024`, name: `${link.slug}.png`, label: t('made.png') },
    ...(logo ? [{ href: `${qr}.png?size=1024&logo=true`, name: `${link.slug}-logo.png`, label: t('made.pngLogo') }] : []),
    { href: `${qr}.svg`, name: `${link.slug}.svg`, label: t('made.svg') },
  ]
  return (
    <div className={classes.columns}>
      <section className={classes.card} aria-labelledby="made">
        <div role="status">
          <h2 id="made" className={classes.made}>
            <IconCircleCheck size={24} aria-hidden />
            {t('made.title', { name: link.name })}
          </h2>
        </div>
        <div className={classes.address}>
          <span className={classes.label}>{t('made.short')}</span>
          <a className={classes.url} href={link.short_url} target="_blank" rel="noreferrer">
            {link.short_url.replace(/^https?:\/\//, '')}
          </a>
          <CopyButton ref={copy} value={link.short_url} label={t('made.copy')} variant="filled" />
        </div>
        <div className={classes.qr}>
          <img src={`${qr}.svg`} alt={t('made.qr', { name: link.name })} width={168} height={168} />
          <div className={classes.files}>
            <span className={classes.label}>{t('made.qrTitle')}</span>
            <span className={classes.hint}>{t('made.qrHint')}</span>
            {files.map(({ href, name, label }) => (
              <Button key={name} component="a" href={href} download={name} variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />}>
                {label}
              </Button>
            ))}
          </div>
        </div>
        <div className={classes.ways}>
          <Button component="a" href={link.whatsapp_url} target="_blank" rel="noreferrer" variant="default" leftSection={<IconBrandWhatsapp size={18} aria-hidden />}>
            {t('made.open')}
          </Button>
          <CopyButton value={link.whatsapp_url} label={t('made.copyDirect')} />
        </div>
        <p className={classes.hint}>{t('made.directHint')}</p>
        {onAnother ? (
          <Button variant="default" leftSection={<IconPlus size={17} aria-hidden />} onClick={onAnother}>
            {t('made.another')}
          </Button>
        ) : (
          <p className={classes.hint}>{t('limit.after')}</p>
        )}
      </section>
      <ChatPreview company={company} text={link.message} coded={link.kind === 'tracked'} />
    </div>
  )
}
