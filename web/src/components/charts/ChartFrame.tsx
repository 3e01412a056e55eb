import { useState } from 'react'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChartLine, IconTable } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Card } from '../Page'
import { DataTable, type Column } from '../DataTable'
import classes from './charts.module.css'

export interface LegendEntry {
  label: string
  color: string
}

export interface ChartTable<Row> {
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  totals?: boolean
}

interface ChartFrameProps<Row> {
  title: string
  lead?: React.ReactNode
  legend?: readonly LegendEntry[]
  actions?: React.ReactNode
  table: ChartTable<Row>
  /** Where the drawing is hard to read on a phone, its table comes first there. */
  tableFirstOnPhone?: boolean
  empty?: boolean
  children: React.ReactNode
}

/** A card with a chart and the same figures as a table. */
export function ChartFrame<Row>(props: ChartFrameProps<Row>) {
  const { title, lead, legend, actions, table, tableFirstOnPhone = false, empty = false, children } = props
  const { t } = useTranslation()
  const phone = useMediaQuery('(max-width: 30em)') ?? false
  const [chosen, setChosen] = useState<boolean>()
  const asTable = chosen ?? (tableFirstOnPhone && phone)
  return (
    <Card
      title={title}
      lead={lead}
      actions={
        <>
          {legend && !asTable && <Legend entries={legend} />}
          {actions}
          {!empty && (
            <Button
              variant="subtle"
              color="gray"
              size="sm"
              className={classes.toggle}
              leftSection={asTable ? <IconChartLine size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
              onClick={() => setChosen(!asTable)}
            >
              {asTable ? t('charts.asChart') : t('charts.asTable')}
            </Button>
          )}
        </>
      }
    >
      {empty ? (
        <p className={classes.none}>{t('charts.empty')}</p>
      ) : asTable ? (
        <div className={classes.tableBox}>
          <DataTable label={title} minWidth={320} {...table} />
        </div>
      ) : (
        children
      )}
    </Card>
  )
}

export function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className={classes.legend}>
      {entries.map(({ label, color }) => (
        <li key={label}>
          <span className={classes.swatch} style={{ background: color }} aria-hidden />
          {label}
        </li>
      ))}
    </ul>
  )
}
