import { useInfiniteQuery, type InfiniteData, type QueryClient } from '@tanstack/react-query'
import { request } from './client'
import type { Direction } from './conversations'
import type { Media } from './media'
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
  /** Its picture, once we hold it ourselves. */
  media?: Media | null
}

/** A message that is answered. */
export interface Quoted {
  message_id: string
  kind: string
  preview: string
  direction: Direction
}

export interface Reaction {
  emoji: string
  by: 'contact' | 'company'
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
  /** A text on older servers: the provider's id, which tells nothing here. */
  reply_to: Quoted | string | null
  media?: Media | null
  edited_at?: string | null
  /** What it said before it was edited, the oldest first. */
  earlier_texts?: string[]
  revoked_at?: string | null
  reactions?: Reaction[]
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
  /** With a file: what stands below it. */
  text: string
  note: boolean
  replyTo?: Quoted
}

/** Sends a text or a file that was uploaded, or keeps a note. The same key sends once, however often it is tried. */
export function sendWritten(conversationId: string, { text, note, replyTo }: Written, key: string, mediaId?: string): Promise<{ id: string }> {
  return request<{ id: string }>('POST', `/conversations/${conversationId}/${note ? 'notes' : 'messages'}`, {
    body: {
      ...(text === '' && mediaId !== undefined ? {} : { text }),
      ...(mediaId === undefined ? {} : { media_id: mediaId }),
      ...(replyTo === undefined ? {} : { reply_to: replyTo.message_id }),
    },
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
