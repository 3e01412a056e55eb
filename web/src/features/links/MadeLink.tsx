import { useEffect, useRef } from 'react'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconCopyPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Link } from '@/api/links'
import { CopyButton } from '@/components/CopyButton'
import { Card } from '@/components/Page'
import { Bubble } from './Preview'
import { QrFiles } from './QrFiles'
import classes from './links.module.css'

interface MadeLinkProps {
  link: Link
  onDone: () => void
  onAnother: () => void
}

/** The finished link: what to copy first has the focus. */
export function MadeLink({ link, onDone, onAnother }: MadeLinkProps) {
  const { t } = useTranslation('links')
  const copy = useRef<HTMLButtonElement>(null)
  useEffect(() => copy.current?.focus(), [])
  return (
    <div className={classes.columns}>
      <Card>
        <p className={classes.made} role="status">
          <IconCircleCheck size={22} aria-hidden />
          {t('made.title', { name: link.name })}
        </p>
        <Address label={t('made.short')} hint={t('made.shortHint')} value={link.short_url} copy={copy} primary />
        <Address label={t('made.direct')} hint={t('made.directHint')} value={link.whatsapp_url} />
        <QrFiles link={link} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onDone}>
            {t('made.done')}
          </Button>
          <Button variant="default" leftSection={<IconCopyPlus size={17} aria-hidden />} onClick={onAnother}>
            {t('made.another')}
          </Button>
        </div>
      </Card>
      <Card className={classes.aside} title={t('made.bubble')} lead={t('made.bubbleLead')}>
        <Bubble text={link.message} coded={link.kind === 'tracked'} />
      </Card>
    </div>
  )
}

interface AddressProps {
  label: string
  hint: string
  value: string
  primary?: boolean
  copy?: React.Ref<HTMLButtonElement>
}

function Address({ label, hint, value, primary = false, copy }: AddressProps) {
  const { t } = useTranslation('links')
  return (
    <div className={classes.address}>
      <div className={classes.addressWords}>
        <span className={classes.label}>{label}</span>
        <a href={value} target="_blank" rel="noreferrer" className={primary ? classes.url : classes.longUrl}>
          {primary ? value.replace(/^https?:\/\//, '') : value}
        </a>
        <span className={classes.hint}>{hint}</span>
      </div>
      <CopyButton
        {...(copy ? { ref: copy } : {})}
        value={value}
        label={primary ? t('made.copyShort') : t('made.copyDirect')}
        variant={primary ? 'filled' : 'default'}
      />
    </div>
  )
}
