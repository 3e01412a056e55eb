import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dispositionsQuery, type DispositionMatrix, type MatrixCell, type MatrixRow } from '@/api/reports'
import { outcomes } from '@/components/Chips'
import { DataTable, type Column } from '@/components/DataTable'
import { Card } from '@/components/Page'
import { Loaded } from '@/components/States'
import { useFormat } from '@/format'
import { dispositionColor } from './colors'
import { automaticOf, share } from './figures'
import { closedQueryOf } from './filters'
import { ListLink } from './ListLink'
import { StackedBar } from './StackedBar'
import { useReportAddress } from './useReportAddress'
import classes from './reports.module.css'

interface Shown {
  key: string
  label: string
  outcome: string | null
  color: string
  /** Where its cell stands in every row. */
  at: number
}

/** Won first, *Sem classificação* last, whatever the order of the answer. */
export function orderColumns({ dispositions }: DispositionMatrix): Shown[] {
  const rank = (outcome: string | null) => {
    const found = outcomes.findIndex((one) => one === outcome)
    return found === -1 ? outcomes.length : found
  }
  const seen = new Map<string | null, number>()
  return dispositions
    .map((column, at) => ({ ...column, at }))
    .sort((a, b) => Number(a.key === 'none') - Number(b.key === 'none') || rank(a.outcome) - rank(b.outcome) || a.at - b.at)
    .map((column) => {
      const index = seen.get(column.outcome) ?? 0
      seen.set(column.outcome, index + 1)
      return { ...column, color: dispositionColor(column.key === 'none' ? null : column.outcome, index) }
    })
}

/** Closed conversations by disposition, per department or agent. */
export function DispositionsCard() {
  const { t } = useTranslation('reports')
  const { search, filters, set } = useReportAddress()
  const by = search.by ?? 'department'
  const query = useQuery(dispositionsQuery(filters, by))
  return (
    <Card
      flush
      title={t('dispositions.title')}
      lead={t('dispositions.lead')}
      actions={
        <SegmentedControl
          aria-label={t('dispositions.by')}
          value={by}
          onChange={(value) => set({ by: value === 'agent' ? 'agent' : undefined })}
          data={[
            { value: 'department', label: t('dispositions.department') },
            { value: 'agent', label: t('dispositions.agent') },
          ]}
        />
      }
    >
      <Loaded query={query} skeleton={<div className={classes.waiting} aria-busy="true" />}>
        {(matrix) =>
          matrix.totals.closed === 0 ? (
            <p className={classes.none}>{t('dispositions.empty')}</p>
          ) : (
            <div className={classes.sticky} data-stale={query.isPlaceholderData || undefined}>
              <Matrix matrix={matrix} />
            </div>
          )
        }
      </Loaded>
    </Card>
  )
}

function Matrix({ matrix }: { matrix: DispositionMatrix }) {
  const { t } = useTranslation(['reports', 'common'])
  const format = useFormat()
  const { filters } = useReportAddress()
  const shown = orderColumns(matrix)
  const by = matrix.by === 'agent' ? 'agent' : 'department'
  const name = (row: MatrixRow) => (row.key === 'none' ? t(`none.${by}`) : row.label)
  const labelOf = (column: Shown) => (column.key === 'none' ? t('common:outcome.unclassified') : column.label)
  const closedQuery = (row: MatrixRow) => closedQueryOf(row, filters.disposition_id)
  const bar = (row: MatrixRow) => (
    <StackedBar
      parts={shown.map((column) => {
        const value = row.cells[column.at]?.conversations ?? 0
        return { key: column.key, label: `${labelOf(column)}: ${format.number(value)}`, value, color: column.color }
      })}
    />
  )
  const automatic = (row: MatrixRow) => {
    const part = share(automaticOf(row), row.closed)
    if (part === null) return '—'
    return (
      <ListLink query={closedQuery(row)} narrow={{ mode: 'automatic' }} value={automaticOf(row)}>
        {format.percent(part)}
      </ListLink>
    )
  }
  const cell = (row: MatrixRow, at: number) => <Cell cell={row.cells[at]} closed={row.closed} />

  const columnOf = (column: Shown): Column<MatrixRow> => ({
    key: `disposition-${column.key}`,
    header: labelOf(column),
    shortHeader: (
      <span className={classes.columnName}>
        <span className={classes.swatch} style={{ background: column.color }} aria-hidden />
        {labelOf(column)}
      </span>
    ),
    align: 'right',
    sortValue: (row) => row.cells[column.at]?.conversations ?? 0,
    render: (row) => cell(row, column.at),
    total: cell(matrix.totals, column.at),
  })
  const columns: Column<MatrixRow>[] = [
    { key: 'name', header: t(`dispositions.${by}`), width: 180, render: (row) => <span className={classes.rowName}>{name(row)}</span>, sortValue: name },
    {
      key: 'closed',
      header: t('dispositions.closed'),
      align: 'right',
      sortValue: (row) => row.closed,
      render: (row) => <ListLink query={closedQuery(row)} value={row.closed} />,
      total: <ListLink query={closedQuery(matrix.totals)} value={matrix.totals.closed} />,
    },
    { key: 'bar', header: t('dispositions.shares'), width: 220, render: bar, total: bar(matrix.totals) },
    // Never behind the edge of the table: what nobody classified is the first thing to mend.
    ...shown.filter((column) => column.key === 'none').map(columnOf),
    {
      key: 'automatic',
      header: t('dispositions.automatic'),
      align: 'right',
      sortValue: (row) => share(automaticOf(row), row.closed),
      render: automatic,
      total: automatic(matrix.totals),
    },
    ...shown.filter((column) => column.key !== 'none').map(columnOf),
  ]
  return (
    <DataTable
      label={t('dispositions.title')}
      columns={columns}
      rows={matrix.rows}
      rowKey={(row) => row.key}
      initialSort={{ key: 'closed', descending: true }}
      totals
      minWidth={560 + shown.length * 118}
    />
  )
}

function Cell({ cell, closed }: { cell: MatrixCell | undefined; closed: number }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  if (!cell) return null
  const part = share(cell.conversations, closed)
  return (
    <span className={classes.rate} title={cell.automatic > 0 ? t('dispositions.automaticOf', { count: cell.automatic }) : undefined}>
      <ListLink query={cell.conversations_query} value={cell.conversations} />
      {cell.conversations > 0 && part !== null && <span className={classes.beneath}>{format.percent(part)}</span>}
    </span>
  )
}
