import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Conversion } from '@/api/conversions'
import { useRole } from '@/api/session'
import classes from '../reports.module.css'

/** The protocol number, which opens its conversation for those who may read one. */
export function ConversationLink({ row: { conversation_id, protocol } }: { row: Conversion }) {
  const { t } = useTranslation('conversions')
  const reads = useRole('admin', 'manager')
  if (!reads) return <span>{protocol}</span>
  return (
    <Link to="/atendimentos/$id" params={{ id: conversation_id }} className={classes.link} aria-label={t('outside.openOf', { protocol })}>
      {protocol}
    </Link>
  )
}
