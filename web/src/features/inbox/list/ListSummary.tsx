import { UnstyledButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useInboxCounts } from '@/api/conversations'
import { useFormat } from '@/format'
import { isUnclassified, tabOf } from '../search'
import { useInboxAddress } from '../useOpenConversation'
import classes from './filters.module.css'
import pickClasses from './pick.module.css'

/** How many the list holds and, under Encerrados, the way to those without a disposition. */
interface ListSummaryProps {
  total: number | undefined
  picking: boolean
  /** Begins or ends picking several. */
  onPick: (() => void) | undefined
}

export function ListSummary({ total, picking, onPick }: ListSummaryProps) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const { search, narrow } = useInboxAddress()
  const unclassified = useInboxCounts().data?.unclassified
  const on = isUnclassified(search)
  return (
    <div className={classes.summary}>
      <p role="status">{total === undefined ? ' ' : t('list.total', { count: total, shown: format.number(total) })}</p>
      {onPick && (total ?? 0) > 0 && (
        <UnstyledButton className={pickClasses.pick} aria-pressed={picking} title="Alt+X" onClick={onPick}>
          <IconCheck size={15} stroke={1.9} aria-hidden />
          {t('select.start')}
        </UnstyledButton>
      )}
      {tabOf(search) === 'closed' && (
        <UnstyledButton
          className={classes.toggle}
          aria-pressed={on}
          onClick={() => narrow({ ...search, status: 'closed', stage: on ? undefined : 'unclassified' })}
        >
          {t('list.unclassified')}
          {unclassified !== undefined && <b>{format.number(unclassified)}</b>}
        </UnstyledButton>
      )}
    </div>
  )
}
