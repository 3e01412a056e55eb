import { VisuallyHidden } from '@mantine/core'
import { IconAlertCircle, IconCheck, IconChecks, IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SendStatus } from '@/api/messages'
import classes from './bubble.module.css'

const icons = { queued: IconClock, sent: IconCheck, delivered: IconChecks, read: IconChecks, failed: IconAlertCircle }

/** How far a message got. */
export function Ticks({ status }: { status: SendStatus }) {
  const { t } = useTranslation('inbox')
  const Symbol = icons[status]
  return (
    <span className={classes.ticks} data-status={status} title={t(`sent.${status}`)}>
      <Symbol size={15} stroke={2} aria-hidden />
      <VisuallyHidden>{t(`sent.${status}`)}</VisuallyHidden>
    </span>
  )
}
