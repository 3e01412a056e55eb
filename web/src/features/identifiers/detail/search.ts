import { text } from '@/app/search'

/** The period of the figures, as it stands in the address. */
export interface IdentifierSearch {
  from?: string | undefined
  to?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): IdentifierSearch {
  return { from: text(search.from), to: text(search.to) }
}
