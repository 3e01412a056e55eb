import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface ContactsSearch {
  q?: string | undefined
  view?: 'proposals' | 'excluded' | undefined
}

export function validateSearch(search: Record<string, unknown>): ContactsSearch {
  return { q: text(search.q), view: oneOf(search.view, ['proposals', 'excluded']) }
}
