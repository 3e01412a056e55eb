import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface ChannelsSearch {
  q?: string | undefined
  tab?: 'deliveries' | undefined
}

export function validateSearch(search: Record<string, unknown>): ChannelsSearch {
  return { q: text(search.q), tab: oneOf(search.tab, ['deliveries']) }
}
