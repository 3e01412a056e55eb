import { useInfiniteQuery, type InfiniteData, type QueryClient } from '@tanstack/react-query'
import { request } from './client'
import type { Direction } from './conversations'
import type { Page } from './queries'

export type SendStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'failed'
export type Author = 'contact' | 'agent' | 'phone' | 'bot' | 'rule'

/** Card of the ad or post that the contact came from. */
export interface Card {
  source: 'ad' | 'post' | 'other'
  source_url: string | null
  headline: string | null
  body: string | null
  media_type: string | null
}

export interface Message {
  id: string
  direction: Direction
  author: Author
  user_id: string | null
  user_name: string | null
  /** `text`, `image` …; a kind of a newer server is shown as an unknown one. */
  kind: string
  text: string | null
  details: unknown
  card: Card | null
  reply_to: string | null
  /** The provider's id, which `reply_to` and reactions name; older servers leave it out. */
  provider_id?: string | null
  sent_at: string
  /** Outbound only. */
  status: SendStatus | null
  error: string | null
}

export const messagesKey = (id: string) => ['conversations', id, 'messages'] as const

/** Pages from the latest message back. */
export function useMessages(id: string) {
  return useInfiniteQuery({
    queryKey: messagesKey(id),
    queryFn: ({ pageParam, signal }) =>
      request<Page<Message>>('GET', `/conversations/${id}/messages`, { query: { limit: 60, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

export interface Written {
  text: string
  note: boolean
}

/** Sends a text or keeps a note. The same key sends once, however often it is tried. */
export function sendWritten(conversationId: string, { text, note }: Written, key: string): Promise<{ id: string }> {
  return request<{ id: string }>('POST', `/conversations/${conversationId}/${note ? 'notes' : 'messages'}`, {
    body: { text },
    headers: { 'Idempotency-Key': key },
  })
}

/** What the server took stands in the thread at once, until the thread is read again. */
export function addToThread(queries: QueryClient, conversationId: string, message: Message): void {
  queries.setQueryData<InfiniteData<Page<Message>>>(messagesKey(conversationId), (thread) => {
    const [latest, ...older] = thread?.pages ?? []
    if (!thread || !latest || latest.items.some((one) => one.id === message.id)) return thread
    return { ...thread, pages: [{ ...latest, items: [message, ...latest.items] }, ...older] }
  })
}
