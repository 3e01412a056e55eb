import { text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface LinksSearch {
  q?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): LinksSearch {
  return { q: text(search.q) }
}
