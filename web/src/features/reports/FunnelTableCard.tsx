import { useState } from 'react'
import { Button, Checkbox, NativeSelect, Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { groupings, type FunnelRow, type Grouping } from '@/api/reports'
import { DataTable, type Sort } from '@/components/DataTable'
import { Card } from '@/components/Page'
import { Loaded } from '@/components/States'
import { useFormat } from '@/format'
import { columnKeys, columnsFrom, useFunnelColumns, usualColumns, type ColumnKey } from './funnelColumns'
import { sortRows } from './sortRows'
import type { ReportRow } from './useNames'
import { useReportAddress } from './useReportAddress'
import { useRows } from './useRows'
import classes from './reports.module.css'

const firstRows = 50

/** The funnel of each group: choose the grouping and the columns, sort, open any figure. */
export function FunnelTableCard() {
  const { t } = useTranslation('reports')
  const { search, filters, set } = useReportAddress()
  const grouping = groupings.find((one) => one === search.group_by) ?? 'entry_identifier'
  const query = useRows(filters, grouping)
  return (
    <Card
      flush
      title={t('table.title')}
      lead={t('table.lead')}
      actions={
        <>
          <NativeSelect
            size="sm"
            aria-label={t('table.groupBy')}
            className={classes.grouping}
            value={grouping}
            onChange={(event) => set({ group_by: event.currentTarget.value })}
            data={groupings.map((one) => ({ value: one, label: t(`grouping.${one}`) }))}
          />
          <ColumnChooser />
        </>
      }
    >
      <Loaded query={query} skeleton={<div className={classes.waiting} aria-busy="true" />}>
        {({ report, rows }) => (
          <div className={classes.sticky} data-stale={query.isPlaceholderData || undefined}>
            <FunnelTable key={grouping} grouping={report.group_by as Grouping} rows={rows} totals={report.totals} />
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function FunnelTable({ grouping, rows, totals }: { grouping: Grouping; rows: readonly ReportRow[]; totals: FunnelRow }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const { search } = useReportAddress()
  const [sort, setSort] = useState<Sort>(grouping === 'day' ? { key: 'name', descending: true } : { key: 'conversations', descending: true })
  const [all, setAll] = useState(false)
  const columns = useFunnelColumns(grouping, totals)
  const chosen = columnsFrom(search.columns)
  const shown = ['name' as const, ...chosen].map((key) => columns.get(key)).filter((column) => column !== undefined)
  const sorted = sortRows(rows, columns.get(sort.key as ColumnKey)?.sortValue, sort.descending)
  const visible = all ? sorted : sorted.slice(0, firstRows)
  return (
    <>
      <DataTable
        label={t('table.title')}
        columns={shown}
        rows={visible}
        rowKey={(row) => row.key}
        sort={sort}
        onSort={setSort}
        totals
        minWidth={240 + chosen.length * 112}
      />
      {visible.length < sorted.length && (
        <div className={classes.more}>
          <Button variant="subtle" onClick={() => setAll(true)}>
            {t('table.showAll', { count: sorted.length, number: format.number(sorted.length) })}
          </Button>
        </div>
      )}
    </>
  )
}

function ColumnChooser() {
  const { t } = useTranslation(['reports', 'common'])
  const { search, set } = useReportAddress()
  const chosen = columnsFrom(search.columns)
  const choose = (keys: readonly string[]) => {
    const next = columnKeys.filter((key) => keys.includes(key))
    const usual = next.length === usualColumns.length && next.every((key) => usualColumns.includes(key))
    // None at all would say nothing: the usual ones come back.
    set({ columns: usual || next.length === 0 ? undefined : next.join(',') })
  }
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button size="sm" variant="default" leftSection={<IconColumns3 size={16} stroke={1.75} aria-hidden />}>
          {t('table.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('table.columns')}>
        <Checkbox.Group value={[...chosen]} onChange={choose} aria-label={t('table.columns')}>
          <div className={classes.columnList}>
            {columnKeys.map((key) => (
              <Checkbox key={key} value={key} label={t(`figure.${key}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <Button size="sm" variant="subtle" mt="sm" onClick={() => set({ columns: undefined })}>
          {t('table.usualColumns')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
