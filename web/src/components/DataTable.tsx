import { useMemo, useState } from 'react'
import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './DataTable.module.css'

export interface Column<Row> {
  key: string
  header: string
  /** Shown instead of `header`; `''` hides it (a column of buttons), keeping it for assistive technology. */
  shortHeader?: React.ReactNode
  align?: 'left' | 'right'
  width?: number | string
  render: (row: Row) => React.ReactNode
  /** Makes the column sortable by the table itself. Nulls always come last. */
  sortValue?: (row: Row) => string | number | null
  /** Makes the column sortable by the owner, through `onSort`. */
  sortable?: boolean
  /** Cell of the totals row. */
  total?: React.ReactNode
}

export interface Sort {
  key: string
  descending: boolean
}

interface DataTableProps<Row> {
  /** Names the table for assistive technology. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Sorting owned outside (by the server). Without it the table sorts by `sortValue`. */
  sort?: Sort
  onSort?: (sort: Sort) => void
  initialSort?: Sort
  /** Adds a totals row from the columns' `total`. */
  totals?: boolean
  /** A click anywhere on the row; give the same as a link or button inside, for the keyboard. */
  onRowClick?: (row: Row) => void
  /** Marks a row: dimmed when archived, highlighted when selected. */
  rowTone?: (row: Row) => 'dimmed' | 'selected' | undefined
  minWidth?: number
  /** In place of rows when there are none. */
  empty?: React.ReactNode
}

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const value = columns.find((column) => column.key === sort?.key)?.sortValue
  if (!sort || !value) return rows
  const collator = new Intl.Collator('pt-BR', { numeric: true, sensitivity: 'base' })
  const direction = sort.descending ? -1 : 1
  return [...rows].sort((left, right) => {
    const a = value(left)
    const b = value(right)
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
    return order * direction
  })
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, onSort, totals = false, onRowClick, rowTone, minWidth = 640, empty } = props
  const { t } = useTranslation()
  const [ownSort, setOwnSort] = useState(props.initialSort)
  const sort = props.sort ?? ownSort
  const shown = useMemo(() => (onSort ? rows : sorted(rows, columns, sort)), [rows, columns, sort, onSort])
  if (rows.length === 0 && empty !== undefined) return empty

  const choose = (key: string) => {
    const next = { key, descending: sort?.key === key ? !sort.descending : true }
    if (onSort) onSort(next)
    else setOwnSort(next)
  }
  return (
    // A region that scrolls must be reachable without a pointer.
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table} style={{ minWidth }}>
        <caption className={classes.caption}>{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} onSort={choose} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr
              key={rowKey(row)}
              data-tone={rowTone?.(row)}
              data-clickable={onRowClick !== undefined || undefined}
              onClick={onRowClick && ((event) => fromControl(event) || onRowClick(row))}
            >
              {columns.map((column) => (
                <td key={column.key} data-align={column.align}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {totals && (
          <tfoot>
            <tr>
              {columns.map((column, index) => (
                <td key={column.key} data-align={column.align}>
                  {column.total ?? (index === 0 ? t('table.totals') : null)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

/** A click on a button, link or field inside a row is theirs, not the row's. */
function fromControl(event: React.MouseEvent): boolean {
  const target = event.target as HTMLElement
  return target.closest('a,button,input,label,[role="menuitem"],[role="switch"]') !== null
}

function HeaderText<Row>({ column: { header, shortHeader } }: { column: Column<Row> }) {
  return shortHeader === '' ? <VisuallyHidden>{header}</VisuallyHidden> : (shortHeader ?? header)
}

interface HeaderCellProps<Row> {
  column: Column<Row>
  sort: Sort | undefined
  onSort: (key: string) => void
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const active = sort?.key === column.key
  const sortable = column.sortable === true || column.sortValue !== undefined
  const direction = active ? (sort.descending ? 'descending' : 'ascending') : undefined
  const Arrow = !active ? IconArrowsSort : sort.descending ? IconArrowDown : IconArrowUp
  return (
    <th scope="col" data-align={column.align} style={{ width: column.width }} aria-sort={direction}>
      {sortable ? (
        <UnstyledButton className={classes.sort} data-active={active || undefined} onClick={() => onSort(column.key)}>
          <HeaderText column={column} />
          <Arrow size={14} aria-hidden />
        </UnstyledButton>
      ) : (
        <HeaderText column={column} />
      )}
    </th>
  )
}
