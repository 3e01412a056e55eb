import { useQuery } from '@tanstack/react-query'
import { funnelQuery, type FunnelReport, type FunnelRow, type Grouping, type ReportFilters } from '@/api/reports'
import type { ReportRow } from './useNames'

const known = new Set(['organic', 'return', 'none'])

/** Filters for the conversations that have no entry identifier; `undefined` when another one is asked for. */
function withoutIdentifier(filters: ReportFilters): ReportFilters | undefined {
  const asked = filters.entry_identifier_id
  return asked === undefined || asked === 'none' ? { ...filters, entry_identifier_id: 'none' } : undefined
}

/** By kind, those without an identifier: no origin, returning customers, organic ones, unknown ads and links. */
export function useWithoutIdentifier(filters: ReportFilters) {
  const narrowed = withoutIdentifier(filters)
  return useQuery({ ...funnelQuery(narrowed ?? filters, 'kind'), enabled: narrowed !== undefined })
}

/** The row of conversations that no identifier is known of: `none`, or `none:<kind>`. */
export const isUnknown = (row: Pick<FunnelRow, 'key'>) => row.key === 'none' || row.key.startsWith('none:')

/** Marks the rows whose ad or link is proved but not known, so that they are named as such. */
export function rowsOf(report: FunnelReport): ReportRow[] {
  if (report.group_by !== 'entry_identifier') return report.rows
  return report.rows.map((row) => {
    if (!isUnknown(row)) return row
    const kind = row.key === 'none' ? 'none' : row.key.slice('none:'.length)
    return { ...row, kind, unidentified: !known.has(kind) }
  })
}

export interface ReportTable {
  report: FunnelReport
  rows: ReportRow[]
}

/** The rows of a grouping. */
export function useRows(filters: ReportFilters, grouping: Grouping) {
  const query = useQuery(funnelQuery(filters, grouping))
  const report = query.data
  const data: ReportTable | undefined = report && { report, rows: rowsOf(report) }
  return { ...query, data }
}
