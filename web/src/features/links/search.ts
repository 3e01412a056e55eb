import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface LinksSearch {
  q?: string | undefined
  archived?: 'true' | undefined
  /** `true` shows the form for a new link in place of the table. */
  new?: 'true' | undefined
  /** The link whose answers the new one starts with. */
  like?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): LinksSearch {
  return {
    q: text(search.q),
    archived: oneOf(search.archived, ['true']),
    new: oneOf(search.new, ['true']),
    like: text(search.like),
  }
}
