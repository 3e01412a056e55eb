import { useTranslation } from 'react-i18next'
import type { Conversion } from '@/api/conversions'
import { OutcomeBadge } from '@/components/Chips'
import type { Column } from '@/components/DataTable'
import { Card } from '@/components/Page'
import { StackedTable } from '@/components/StackedTable'
import { useFormat } from '@/format'
import { ConversationLink } from './ConversationLink'
import classes from './conversions.module.css'

const firstRows = 8

/** The first rows of the file, as a person reads them. */
export function PreviewTable({ rows }: { rows: readonly Conversion[] }) {
  const { t } = useTranslation('conversions')
  const format = useFormat()
  const value = (row: Conversion) =>
    row.value_cents === null ? <span className={classes.quiet}>{t('preview.noValue')}</span> : format.money(row.value_cents)
  const click = (row: Conversion) => (
    <span className={classes.click} title={row.click_id ?? undefined}>
      <b>{row.click_id_kind}</b> {row.click_id}
    </span>
  )
  const columns: Column<Conversion>[] = [
    { key: 'protocol', header: t('preview.protocol'), render: (row) => <ConversationLink row={row} /> },
    { key: 'closed', header: t('preview.closed'), render: (row) => format.dateTime(row.closed_at) },
    { key: 'outcome', header: t('preview.outcome'), render: (row) => <OutcomeBadge outcome={row.outcome} /> },
    { key: 'value', header: t('preview.value'), align: 'right', render: value },
    { key: 'click', header: t('preview.click'), width: 260, render: click },
    { key: 'clicked', header: t('preview.clicked'), render: (row) => (row.clicked_at === null ? '—' : format.dateTime(row.clicked_at)) },
  ]
  const rest = rows.length - firstRows
  return (
    <Card flush title={t('preview.title')} lead={t('preview.lead')}>
      <StackedTable
        label={t('preview.title')}
        columns={columns}
        rows={rows.slice(0, firstRows)}
        rowKey={(row) => row.conversation_id}
        minWidth={900}
        card={(row) => (
          <div className={classes.card}>
            <span className={classes.cardRow}>
              <ConversationLink row={row} />
              <strong>{value(row)}</strong>
            </span>
            <span className={classes.quiet}>{format.dateTime(row.closed_at)}</span>
            {click(row)}
          </div>
        )}
      />
      {rest > 0 && <p className={classes.rest}>{t('preview.more', { count: rest })}</p>}
    </Card>
  )
}
