import type { Grouping, ReportFilters } from '@/api/reports'
import { periodFrom } from '@/format'
import { filterKeys, type FilterKey, type ReportsSearch } from './search'

/** What the reports are asked with: the address, completed with the usual period. */
export function filtersOf(search: ReportsSearch, today: string): ReportFilters {
  const chosen = Object.fromEntries(filterKeys.map((key) => [key, search[key]]).filter(([, value]) => value !== undefined)) as Partial<
    Record<FilterKey, string>
  >
  return { ...periodFrom(search, today), date_basis: search.date_basis ?? 'entry', ...chosen }
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

/** The conversations of these filters, as the lists understand them. */
export function listQuery(filters: ReportFilters, more: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries({ ...filters, counted: 'true', ...more })) if (value) params.set(key, value)
  return params.toString()
}
