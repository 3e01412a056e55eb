import { oneOf, text } from '@/app/search'

/** Filters that every report obeys, besides the period; the words of `GET /conversations`. */
export const filterKeys = [
  'channel_id',
  'department_id',
  'agent_id',
  'entry_kind',
  'entry_identifier_id',
  'site',
  'campaign',
  'disposition_id',
  'outcome',
  'closed_by',
] as const
export type FilterKey = (typeof filterKeys)[number]

/** The one filter bar of all reports, as it stands in the address. */
export interface ReportsSearch extends Partial<Record<FilterKey, string | undefined>> {
  from?: string | undefined
  to?: string | undefined
  date_basis?: 'entry' | 'closing' | undefined
  /** By which origin conversations count; none: their own. */
  origin_view?: 'first' | 'last' | 'last_paid' | undefined
  /** Rows of the funnel. */
  group_by?: string | undefined
  /** Columns of the funnel, with commas; none: the usual ones. */
  columns?: string | undefined
  /** Rows of the table of dispositions. */
  by?: 'department' | 'agent' | undefined
}

export function validateSearch(search: Record<string, unknown>): ReportsSearch {
  const filters = Object.fromEntries(filterKeys.map((key) => [key, text(search[key])])) as Record<FilterKey, string | undefined>
  return {
    ...filters,
    from: text(search.from),
    to: text(search.to),
    date_basis: oneOf(search.date_basis, ['entry', 'closing']),
    origin_view: oneOf(search.origin_view, ['first', 'last', 'last_paid']),
    group_by: text(search.group_by),
    columns: text(search.columns),
    by: oneOf(search.by, ['department', 'agent']),
  }
}
