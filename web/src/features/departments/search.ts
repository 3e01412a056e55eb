import { text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface DepartmentsSearch {
  q?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): DepartmentsSearch {
  return { q: text(search.q) }
}
