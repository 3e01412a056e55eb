import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface UsersSearch {
  q?: string | undefined
  archived?: 'true' | undefined
}

export function validateSearch(search: Record<string, unknown>): UsersSearch {
  return { q: text(search.q), archived: oneOf(search.archived, ['true']) }
}
