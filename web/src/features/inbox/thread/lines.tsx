import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '@/api/conversations'
import type { Message } from '@/api/messages'
import { addDays, useFormat } from '@/format'
import { kindIcon, useKindName } from '../kinds'
import { useEventText } from './useEventText'
import classes from './thread.module.css'

export function DayPill({ day }: { day: string }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const today = format.today()
  const name = day === today ? t('period.today') : day === addDays(today, -1) ? t('period.yesterday') : format.dayLong(day)
  return (
    <div className={classes.day}>
      <span>{name}</span>
    </div>
  )
}

/** What was done with the conversation, between what was said. */
export function EventLine({ event }: { event: AuditEvent }) {
  const format = useFormat()
  const textOf = useEventText()
  return (
    <p className={classes.system}>
      {textOf(event)} <time dateTime={event.at}>{format.time(event.at)}</time>
    </p>
  )
}

/** A notice of WhatsApp itself. */
export function NoticeLine({ message }: { message: Message }) {
  const format = useFormat()
  const kindName = useKindName()
  const Symbol = kindIcon(message.kind)
  return (
    <p className={classes.system}>
      <Symbol size={14} stroke={1.75} aria-hidden /> {message.text ?? kindName(message.kind)}{' '}
      <time dateTime={message.sent_at}>{format.time(message.sent_at)}</time>
    </p>
  )
}
