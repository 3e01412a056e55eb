import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface IdentifiersSearch {
  q?: string | undefined
  kind?: 'ad' | 'post' | 'link' | 'hashtag' | 'product' | 'number' | undefined
}

export function validateSearch(search: Record<string, unknown>): IdentifiersSearch {
  return { q: text(search.q), kind: oneOf(search.kind, ['ad', 'post', 'link', 'hashtag', 'product', 'number']) }
}
