import { text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface DispositionsSearch {
  q?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): DispositionsSearch {
  return { q: text(search.q) }
}
