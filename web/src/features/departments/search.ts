import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface DepartmentsSearch {
  q?: string | undefined
  archived?: 'true' | undefined
  /** The department in the drawer; `new` for one that is being made. */
  open?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): DepartmentsSearch {
  return { q: text(search.q), archived: oneOf(search.archived, ['true']), open: text(search.open) }
}
