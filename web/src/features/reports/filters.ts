import type { Grouping, MatrixRow, ReportFilters } from '@/api/reports'
import { periodFrom } from '@/format'
import { filterKeys, type FilterKey, type ReportsSearch } from './search'

/** What the reports are asked with: the address, completed with the usual period. */
export function filtersOf(search: ReportsSearch, today: string): ReportFilters {
  const chosen = Object.fromEntries(filterKeys.map((key) => [key, search[key]]).filter(([, value]) => value !== undefined)) as Partial<
    Record<FilterKey, string>
  >
  const viewed = search.origin_view && { origin_view: search.origin_view }
  return { ...periodFrom(search, today), date_basis: search.date_basis ?? 'entry', ...viewed, ...chosen }
}

export interface ActiveFilter {
  key: FilterKey
  value: string
}

export function activeFilters(search: ReportsSearch): ActiveFilter[] {
  return filterKeys.flatMap((key) => {
    const value = search[key]
    return value === undefined ? [] : [{ key, value }]
  })
}

/** The grouping whose rows are the values that a filter can have. */
export const groupingOf: Readonly<Record<FilterKey, Grouping>> = {
  channel_id: 'channel',
  department_id: 'department',
  agent_id: 'agent',
  entry_kind: 'kind',
  entry_identifier_id: 'entry_identifier',
  site: 'site',
  campaign: 'campaign',
  disposition_id: 'disposition',
  outcome: 'outcome',
  closed_by: 'closed_by',
}

/** The list of all closed conversations of a row: that of any of its cells, without the cell's own disposition. */
export function closedQueryOf(row: MatrixRow, disposition_id: string | undefined): string {
  const params = new URLSearchParams(row.cells[0]?.conversations_query ?? '')
  params.delete('disposition_id')
  if (disposition_id !== undefined) params.set('disposition_id', disposition_id)
  return params.toString()
}
