import { text } from '@/app/search'

/** The one filter bar of all reports, as it stands in the address. */
export interface ReportsSearch {
  from?: string | undefined
  to?: string | undefined
  group_by?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): ReportsSearch {
  return { from: text(search.from), to: text(search.to), group_by: text(search.group_by) }
}
