import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface ChannelsSearch {
  q?: string | undefined
  tab?: 'deliveries' | undefined
  /** A number that somebody came to connect again. */
  reconnect?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): ChannelsSearch {
  return { q: text(search.q), tab: oneOf(search.tab, ['deliveries']), reconnect: text(search.reconnect) }
}
