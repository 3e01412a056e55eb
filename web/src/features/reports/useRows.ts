import { useQuery } from '@tanstack/react-query'
import { funnelQuery, type FunnelReport, type Grouping, type ReportFilters } from '@/api/reports'
import type { ReportRow } from './useNames'

const known = new Set(['organic', 'return', 'none'])

/** Filters for the conversations that have no entry identifier; `undefined` when another one is asked for. */
function withoutIdentifier(filters: ReportFilters): ReportFilters | undefined {
  const asked = filters.entry_identifier_id
  return asked === undefined || asked === 'none' ? { ...filters, entry_identifier_id: 'none' } : undefined
}

/** By kind, those without an identifier: no origin, returning customers, organic ones, unknown ads and links. */
export function useWithoutIdentifier(filters: ReportFilters, enabled = true) {
  const narrowed = withoutIdentifier(filters)
  return useQuery({ ...funnelQuery(narrowed ?? filters, 'kind'), enabled: enabled && narrowed !== undefined })
}

export interface ReportTable {
  report: FunnelReport
  rows: ReportRow[]
}

/**
 * The rows of a grouping. By identifier, the one row of those without any is told apart by kind,
 * so that *Sem origem identificada* and an unknown ad are never one figure.
 */
export function useRows(filters: ReportFilters, grouping: Grouping) {
  const query = useQuery(funnelQuery(filters, grouping))
  const apart = useWithoutIdentifier(filters, grouping === 'entry_identifier')
  const report = query.data
  const data: ReportTable | undefined = report && { report, rows: rowsOf(report, apart.data) }
  return { ...query, data }
}

export function rowsOf(report: FunnelReport, apart: FunnelReport | undefined): ReportRow[] {
  if (report.group_by !== 'entry_identifier' || !apart) return report.rows
  const unknown = report.rows.filter((row) => row.key === 'none')
  const parts = apart.rows.map((row) => ({ ...row, key: `none:${row.key}`, kind: row.key, unidentified: !known.has(row.key) }))
  const sum = (rows: readonly { conversations: number }[]) => rows.reduce((total, row) => total + row.conversations, 0)
  // While one of the two answers is newer than the other, the rows must still sum to the total.
  if (sum(unknown) !== sum(parts)) return report.rows
  return [...report.rows.filter((row) => row.key !== 'none'), ...parts]
}
