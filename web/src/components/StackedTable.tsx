import { useMediaQuery } from '@mantine/hooks'
import { DataTable, type Column } from './DataTable'
import classes from './StackedTable.module.css'

interface StackedTableProps<Row> extends React.ComponentProps<typeof DataTable<Row>> {
  columns: readonly Column<Row>[]
  /** A row where there is no room for columns. */
  card: (row: Row) => React.ReactNode
}

/** A table that becomes a list of cards on a phone, where columns would hide beyond the edge. */
export function StackedTable<Row>({ card, ...table }: StackedTableProps<Row>) {
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  if (!narrow) return <DataTable {...table} />
  if (table.rows.length === 0 && table.empty !== undefined) return table.empty
  return (
    <ul className={classes.list} aria-label={table.label}>
      {table.rows.map((row) => (
        <li key={table.rowKey(row)} className={classes.item} data-tone={table.rowTone?.(row)}>
          {card(row)}
        </li>
      ))}
    </ul>
  )
}
