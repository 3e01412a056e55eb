import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { OutcomeBadge } from '@/components/Chips'
import { useFormat } from '@/format'
import classes from './thread.module.css'

/** In the place of the composer: how and when it ended. */
export function ClosedBar({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(['inbox', 'common'])
  const format = useFormat()
  const { closing, closed_at } = conversation
  const when = closed_at ?? closing?.closed_at
  return (
    <div className={classes.closedBar}>
      <IconCircleCheck size={19} stroke={1.75} aria-hidden />
      <p>
        {when ? t('closed.at', { when: format.dateTime(when) }) : t('common:status.closed')}
        {closing?.closed_by_name && ` · ${closing.closed_by_name}`}
        {closing?.mode === 'automatic' && ` · ${t('common:mode.automatic')}`}
      </p>
      <span className={classes.closedWith}>
        <OutcomeBadge outcome={closing?.outcome ?? 'unclassified'} label={closing?.disposition} />
        {closing?.value_cents != null && <b className="tabular">{format.money(closing.value_cents)}</b>}
      </span>
    </div>
  )
}
