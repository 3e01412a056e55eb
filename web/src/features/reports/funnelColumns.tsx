import { useTranslation } from 'react-i18next'
import type { FunnelRow, Grouping } from '@/api/reports'
import { entryKinds, originColor, outcomes, OutcomeBadge } from '@/components/Chips'
import type { Column } from '@/components/DataTable'
import { useFormat } from '@/format'
import { ClicksLink } from './ClicksLink'
import { share } from './figures'
import { ListLink } from './ListLink'
import { Rate } from './Rate'
import { useRowName, type ReportRow } from './useNames'
import classes from './reports.module.css'

export const columnKeys = [
  'clicks',
  'conversations',
  'new_contacts',
  'answered',
  'answeredRate',
  'engaged',
  'qualified',
  'won',
  'conversion',
  'revenue',
  'perEntry',
  'lost',
  'neutral',
  'not_lead',
  'unclassified',
  'open',
  'p50',
  'p90',
  'unanswered',
] as const
export type ColumnKey = (typeof columnKeys)[number]

export const usualColumns: readonly ColumnKey[] = [
  'clicks',
  'conversations',
  'answeredRate',
  'qualified',
  'won',
  'conversion',
  'revenue',
  'perEntry',
  'p50',
]

/** `clicks,won` from the address; unknown words are dropped, and none means the usual ones. */
export function columnsFrom(text: string | undefined): readonly ColumnKey[] {
  const asked = text?.split(',') ?? []
  const known = columnKeys.filter((key) => asked.includes(key))
  return known.length > 0 ? known : usualColumns
}

export function RowLabel({ grouping, row }: { grouping: Grouping; row: ReportRow }) {
  const name = useRowName()(grouping, row)
  const outcome = grouping === 'outcome' ? outcomes.find((one) => one === row.key) : undefined
  if (outcome) return <OutcomeBadge outcome={outcome} />
  const kind = entryKinds.find((one) => one === (grouping === 'kind' ? row.key : row.kind))
  if (kind && (grouping === 'kind' || grouping === 'entry_identifier'))
    return (
      <span className={classes.origin} title={name}>
        <span className={classes.dot} style={{ background: originColor(kind) }} aria-hidden />
        <span className={classes.rowName}>{name}</span>
      </span>
    )
  return (
    <span className={row.key === 'none' ? classes.rowNameNone : classes.rowName} title={name}>
      {name}
    </span>
  )
}

/** Every column of the funnel; each figure opens its list. */
export function useFunnelColumns(grouping: Grouping, totals: FunnelRow): Map<ColumnKey | 'name', Column<ReportRow>> {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const name = useRowName()
  type Value = (row: FunnelRow) => number | null
  const column = (key: ColumnKey, value: Value, render: (row: FunnelRow) => React.ReactNode): [ColumnKey, Column<ReportRow>] => [
    key,
    { key, header: t(`figure.${key}`), align: 'right', sortValue: value, render, total: render(totals) },
  ]
  const count = (key: 'new_contacts' | 'conversations', narrow?: Record<string, string>) =>
    column(key, (row) => row[key], (row) => <ListLink query={row.conversations_query} narrow={narrow} value={row[key]} />)
  const stage = (key: 'answered' | 'engaged' | 'qualified' | 'won' | 'lost' | 'neutral' | 'not_lead' | 'unclassified' | 'open') =>
    column(key, (row) => row[key], (row) => <ListLink query={row.conversations_query} narrow={{ stage: key }} value={row[key]} />)
  const rate = (key: ColumnKey, part: 'answered' | 'won') =>
    column(key, (row) => share(row[part], row.conversations), (row) => <Rate part={row[part]} total={row.conversations} />)
  const duration = (key: ColumnKey, of: 'p50_s' | 'p90_s') =>
    column(key, (row) => row.first_response[of], (row) => {
      const seconds = row.first_response[of]
      return seconds === null ? <span className={classes.zero}>—</span> : <span className={classes.nowrap}>{format.duration(seconds)}</span>
    })
  const money = (cents: number | null) => (cents ? <span className={classes.nowrap}>{format.money(cents)}</span> : <span className={classes.zero}>—</span>)
  const perEntry = (row: FunnelRow) => (row.conversations > 0 ? Math.round(row.revenue_cents / row.conversations) : null)
  return new Map<ColumnKey | 'name', Column<ReportRow>>([
    ['name', { key: 'name', header: t(`grouping.${grouping}`), width: 240, sortValue: (row) => (grouping === 'day' ? row.key : name(grouping, row)), render: (row) => <RowLabel grouping={grouping} row={row} /> }],
    column('clicks', (row) => row.clicks, (row) =>
      row.clicks === null ? (
        <span className={classes.zero}>—</span>
      ) : row.clicks_query ? (
        <ClicksLink query={row.clicks_query} value={row.clicks} />
      ) : (
        format.number(row.clicks)
      ),
    ),
    count('conversations'),
    count('new_contacts', { new_contact: 'true' }),
    stage('answered'),
    rate('answeredRate', 'answered'),
    stage('engaged'),
    stage('qualified'),
    stage('won'),
    rate('conversion', 'won'),
    column('revenue', (row) => row.revenue_cents, (row) =>
      row.revenue_cents === 0 ? money(0) : (
        <ListLink query={row.conversations_query} narrow={{ stage: 'won' }} value={row.won}>
          {money(row.revenue_cents)}
        </ListLink>
      ),
    ),
    column('perEntry', perEntry, (row) => money(perEntry(row))),
    stage('lost'),
    stage('neutral'),
    stage('not_lead'),
    stage('unclassified'),
    stage('open'),
    duration('p50', 'p50_s'),
    duration('p90', 'p90_s'),
    column('unanswered', (row) => row.first_response.unanswered, (row) => (
      <ListLink query={row.conversations_query} narrow={{ stage: 'unanswered' }} value={row.first_response.unanswered} />
    )),
  ])
}
