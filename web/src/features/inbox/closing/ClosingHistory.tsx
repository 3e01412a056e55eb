import { IconRobot, IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClosingHistory, type Closing, type PastClosing } from '@/api/closings'
import { OutcomeBadge } from '@/components/Chips'
import { useFormat } from '@/format'
import classes from './closing.module.css'

/** By a person or by itself, and by whom. */
export function How({ closing }: { closing: Closing }) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const format = useFormat()
  const { mode, closed_by, closed_by_name, confidence } = closing
  const Symbol = mode === 'human' ? IconUser : IconRobot
  return (
    <span className={classes.how}>
      <span className={classes.mode} data-mode={mode}>
        <Symbol size={14} stroke={2} aria-hidden />
        {t(`common:mode.${mode}`)}
      </span>
      <span>
        {closed_by_name ?? t(`closedBy.${closed_by}`)}
        {confidence !== null && ` · ${format.percent(confidence, 0)}`}
      </span>
    </span>
  )
}

/** Every closing there ever was, with who corrected or took it back, and why. One alone is no history. */
export function ClosingHistory({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('thread')
  const history = useClosingHistory(conversationId).data
  if (!history || history.length < 2) return null
  return (
    <section>
      <h3 className={classes.legend}>{t('record.history')}</h3>
      <ol className={classes.history}>
        {history.map((one) => (
          <Past key={one.id} one={one} />
        ))}
      </ol>
    </section>
  )
}

function Past({ one }: { one: PastClosing }) {
  const { t } = useTranslation('thread')
  const format = useFormat()
  const { outcome, disposition, value_cents, note, reason, created_at, undone_at, current } = one
  return (
    <li data-undone={undone_at !== null || undefined}>
      <OutcomeBadge outcome={outcome ?? 'unclassified'} label={disposition} />
      {value_cents !== null && <b className="tabular">{format.money(value_cents)}</b>}
      <How closing={one} />
      {current && <span className={classes.mode}>{t('record.current')}</span>}
      <time dateTime={created_at}>{format.dateTime(created_at)}</time>
      {note && <p>{note}</p>}
      {/* That of the current one stands in the form above. */}
      {reason && !current && <p>{t('record.corrected', { when: format.dateTime(created_at), reason })}</p>}
      {undone_at !== null && <p>{t('record.undone', { when: format.dateTime(undone_at) })}</p>}
    </li>
  )
}
