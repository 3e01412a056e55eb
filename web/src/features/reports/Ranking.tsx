import { useState } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FunnelRow } from '@/api/reports'
import { originColor } from '@/components/Chips'
import { DataTable, type Column, type Sort } from '@/components/DataTable'
import { Card } from '@/components/Page'
import { Loaded } from '@/components/States'
import { useFormat } from '@/format'
import { share } from './figures'
import { RowLabel } from './funnelColumns'
import { ListLink } from './ListLink'
import { Rate } from './Rate'
import { sortRows } from './sortRows'
import { useRowName, type ReportRow } from './useNames'
import { useReportAddress } from './useReportAddress'
import { isUnknown, useRows } from './useRows'
import classes from './reports.module.css'

const firstRows = 15

/** Ads, links and hashtags, best first. Those without an identifier always stand at the end. */
export function Ranking() {
  const { t } = useTranslation('reports')
  const { filters } = useReportAddress()
  const query = useRows(filters, 'entry_identifier')
  return (
    <Card flush title={t('ranking.title')} lead={t('ranking.lead')}>
      <Loaded query={query} skeleton={<div className={classes.waiting} aria-busy="true" />}>
        {({ report, rows }) => (
          <div className={classes.sticky} data-stale={query.isPlaceholderData || undefined}>
            <RankingTable rows={rows} totals={report.totals} />
          </div>
        )}
      </Loaded>
    </Card>
  )
}

const perEntry = (row: FunnelRow) => (row.conversations > 0 ? Math.round(row.revenue_cents / row.conversations) : null)

function RankingTable({ rows, totals }: { rows: readonly ReportRow[]; totals: FunnelRow }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const name = useRowName()
  const [sort, setSort] = useState<Sort>({ key: 'conversations', descending: true })
  const [all, setAll] = useState(false)
  const most = (value: (row: FunnelRow) => number | null) => Math.max(0, ...rows.map((row) => value(row) ?? 0))
  const bar = (value: number, of: number, row: FunnelRow) => (
    <span className={classes.inline} aria-hidden>
      <span style={{ width: of > 0 ? `${(value / of) * 100}%` : 0, background: originColor(row.kind ?? 'none') }} />
    </span>
  )
  const money = (cents: number | null) => (cents ? <span className={classes.nowrap}>{format.money(cents)}</span> : <span className={classes.zero}>—</span>)
  const mostConversations = most((row) => row.conversations)
  const mostRevenue = most((row) => row.revenue_cents)
  const mostPerEntry = most(perEntry)
  const conversion = (row: FunnelRow) => share(row.won, row.conversations)
  const bestConversion = most(conversion)
  const won = (row: FunnelRow) => (
    <Rate part={row.won} total={row.conversations}>
      <ListLink query={row.conversations_query} narrow={{ stage: 'won' }} value={row.won}>
        {format.percent(row.won / Math.max(1, row.conversations))}
      </ListLink>
    </Rate>
  )
  const columns: Column<ReportRow>[] = [
    { key: 'name', header: t('ranking.identifier'), width: 300, sortValue: (row) => name('entry_identifier', row), render: (row) => <RowLabel grouping="entry_identifier" row={row} /> },
    {
      key: 'conversations',
      header: t('figure.conversations'),
      align: 'right',
      sortValue: (row) => row.conversations,
      render: (row) => (
        <span className={classes.barCell}>
          <ListLink query={row.conversations_query} value={row.conversations} />
          {bar(row.conversations, mostConversations, row)}
        </span>
      ),
      total: <ListLink query={totals.conversations_query} value={totals.conversations} />,
    },
    {
      key: 'conversion',
      header: t('figure.conversion'),
      align: 'right',
      sortValue: conversion,
      render: (row) => (
        <span className={classes.barCell}>
          {won(row)}
          {bar(conversion(row) ?? 0, bestConversion, row)}
        </span>
      ),
      total: won(totals),
    },
    {
      key: 'revenue',
      header: t('figure.revenue'),
      align: 'right',
      sortValue: (row) => row.revenue_cents,
      render: (row) => (
        <span className={classes.barCell}>
          <ListLink query={row.conversations_query} narrow={{ stage: 'won' }} value={row.won}>
            {money(row.revenue_cents)}
          </ListLink>
          {bar(row.revenue_cents, mostRevenue, row)}
        </span>
      ),
      total: (
        <ListLink query={totals.conversations_query} narrow={{ stage: 'won' }} value={totals.won}>
          {money(totals.revenue_cents)}
        </ListLink>
      ),
    },
    {
      key: 'perEntry',
      header: t('figure.perEntry'),
      align: 'right',
      sortValue: perEntry,
      render: (row) => (
        <span className={classes.barCell}>
          {money(perEntry(row))}
          {bar(perEntry(row) ?? 0, mostPerEntry, row)}
        </span>
      ),
      total: money(perEntry(totals)),
    },
  ]
  const value = columns.find((column) => column.key === sort.key)?.sortValue
  const named = rows.filter((row) => !isUnknown(row))
  const unknown = rows.filter(isUnknown)
  const sorted = sortRows(named, value, sort.descending)
  const visible = all ? sorted : sorted.slice(0, firstRows)
  return (
    <>
      <DataTable
        label={t('ranking.title')}
        columns={columns}
        rows={[...visible, ...unknown]}
        rowKey={(row) => row.key}
        sort={sort}
        onSort={setSort}
        totals
        minWidth={980}
      />
      {visible.length < sorted.length && (
        <div className={classes.more}>
          <Button variant="subtle" onClick={() => setAll(true)}>
            {t('ranking.showAll', { count: sorted.length - visible.length, number: format.number(sorted.length - visible.length) })}
          </Button>
        </div>
      )}
    </>
  )
}
