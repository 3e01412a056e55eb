import { text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface InboxSearch {
  q?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): InboxSearch {
  return { q: text(search.q) }
}
