import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { request, type QueryValues } from './client'
import type { Closing } from './closings'
import type { Page } from './queries'

export type Status = 'waiting' | 'active' | 'closed'
export type Direction = 'in' | 'out' | 'internal'
export type EntryKindName =
  | 'ad'
  | 'post'
  | 'link'
  | 'hashtag'
  | 'product'
  | 'number'
  | 'organic'
  | 'return'
  | 'none'

export interface ContactSummary {
  id: string
  /** The name the person chose; `null`: unknown. */
  name: string | null
  /** `null`: hidden by WhatsApp. */
  phone: string | null
}

export interface LastMessage {
  preview: string
  kind: string
  direction: Direction
  at: string
}

export interface InheritedEntry {
  conversation_id: string
  kind: EntryKindName
  identifier_id: string | null
  label: string | null
}

/** Where a conversation came from and how that is known. */
export interface Entry {
  kind: EntryKindName
  identifier_id: string | null
  key: string | null
  label: string | null
  method: string
  /** 0 to 1. */
  confidence: number
  /** The kind is known, not which one. */
  unidentified: boolean
  inherited_from: InheritedEntry | null
  source_url: string | null
  source_id: string | null
  ctwa_clid: string | null
  headline: string | null
  body: string | null
  /** The provider's address; never fetched by the browser. */
  image_url: string | null
  site: string | null
  short_url: string | null
  campaign: string | null
  explanation: string
}

export interface Conversation {
  id: string
  protocol: string
  /** Rises with every change; commands carry it. */
  version: number
  status: Status
  started_by: 'contact' | 'company'
  contact: ContactSummary
  channel_id: string
  department_id: string
  agent_id: string | null
  opened_at: string
  first_response_at: string | null
  first_response_by: 'agent' | 'phone' | null
  closed_at: string | null
  /** The contact wrote again within the return window and waits. */
  returned: boolean
  new_contact: boolean
  excluded: boolean
  unread: number
  last_message: LastMessage
  /** Free text may be sent until then; `null`: the contact never wrote. */
  window_until: string | null
  entry: Entry
  tag_ids: string[]
  closing: Closing | null
}

export interface InboxCounts {
  waiting: number
  mine: number
  active: number
  unclassified: number
}

export interface Touch {
  id: string
  kind: EntryKindName
  method: string
  identifier_id: string | null
  label: string | null
  click_id: string | null
  code: string | null
  source_url: string | null
  source_id: string | null
  ctwa_clid: string | null
  seen_at: string
  /** Whether the verdict rests on it. */
  decides: boolean
}

export interface AuditEvent {
  id: string
  kind: string
  actor_kind: 'user' | 'token' | 'rule' | 'contact' | 'system'
  actor_id: string | null
  actor_name: string | null
  at: string
  details: Record<string, unknown>
}

const root = 'conversations'
const pageSize = 50

/** The pages of a list, the latest message first; `total` comes with the first page. */
export function useConversationList(filter: QueryValues) {
  return useInfiniteQuery({
    queryKey: [root, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Conversation>>('GET', '/conversations', {
        query: { ...filter, sort: 'last_message', limit: pageSize, cursor: pageParam, count: pageParam === null ? true : null },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

export const countsQuery = queryOptions({
  queryKey: [root, 'counts'],
  queryFn: ({ signal }) => request<InboxCounts>('GET', '/conversations/counts', { signal }),
})
export const useInboxCounts = () => useQuery({ ...countsQuery, placeholderData: keepPreviousData })

/** What a list already knows of a conversation, so that opening it shows something at once. */
function fromLists(queries: QueryClient, id: string): Conversation | undefined {
  const lists = queries.getQueriesData<{ pages: Page<Conversation>[] }>({ queryKey: [root, 'list'] })
  for (const [, list] of lists) {
    for (const page of list?.pages ?? []) {
      const found = page.items.find((one) => one.id === id)
      if (found) return found
    }
  }
  return undefined
}

export const conversationKey = (id: string) => [root, 'one', id] as const

export function useConversation(id: string) {
  const queries = useQueryClient()
  return useQuery<Conversation>({
    queryKey: conversationKey(id),
    queryFn: ({ signal }) => request<Conversation>('GET', `/conversations/${id}`, { signal }),
    placeholderData: () => fromLists(queries, id),
  })
}

export const useTouches = (id: string) =>
  useQuery({
    queryKey: [root, id, 'touches'],
    queryFn: ({ signal }) => request<Page<Touch>>('GET', `/conversations/${id}/touches`, { query: { limit: 200 }, signal }),
    select: (page) => page.items,
  })

export const useEvents = (id: string) =>
  useQuery({
    queryKey: [root, id, 'events'],
    queryFn: ({ signal }) => request<Page<AuditEvent>>('GET', `/conversations/${id}/events`, { query: { limit: 200 }, signal }),
    select: (page) => page.items,
  })

/** The other conversations of a contact, the newest first. */
export const useConversationsOf = (contactId: string) =>
  useQuery({
    queryKey: [root, 'of-contact', contactId],
    queryFn: ({ signal }) =>
      request<Page<Conversation>>('GET', '/conversations', { query: { contact_id: contactId, limit: 20, count: true }, signal }),
  })
