import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { request } from './client'
import { conversationKey, type Conversation } from './conversations'
import { asProblem } from './problem'
import type { Page } from './queries'

interface ListPages {
  pages: Page<Conversation>[]
  pageParams: unknown[]
}

/** Changes what every list shows of a conversation, until the server's own answer replaces it. */
function patchLists(queries: QueryClient, id: string, change: Partial<Conversation>): void {
  queries.setQueriesData<ListPages>({ queryKey: ['conversations', 'list'] }, (list) => {
    if (!list?.pages.some((page) => page.items.some((one) => one.id === id && differs(one, change)))) return list
    const pages = list.pages.map((page) => ({
      ...page,
      items: page.items.map((one) => (one.id === id ? { ...one, ...change } : one)),
    }))
    return { ...list, pages }
  })
}

const differs = (one: Conversation, change: Partial<Conversation>) =>
  Object.entries(change).some(([key, value]) => one[key as keyof Conversation] !== value)

/** A command on one conversation; whatever it changed is read again, also when it was refused as stale. */
export function useCommand<Body extends object>(id: string, command: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Body) => request<undefined>('POST', `/conversations/${id}/${command}`, { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['conversations'] }),
    onError: (error) => {
      if (asProblem(error).status === 409) void queries.invalidateQueries({ queryKey: ['conversations'] })
    },
  })
}

export interface Versioned {
  version?: number
}

/** `null`: back to the queue. */
export const useAssign = (id: string) => useCommand<Versioned & { user_id: string | null }>(id, 'assign')
export const useTransfer = (id: string) =>
  useCommand<Versioned & { department_id: string; user_id: string | null }>(id, 'transfer')
export const useReopen = (id: string) => useCommand<Versioned & { dismiss?: boolean }>(id, 'reopen')
/** `null` takes the origin given by hand back. */
export const useAttribute = (id: string) => useCommand<Versioned & { identifier_id: string | null }>(id, 'attribute')

/** Opening is reading: the pill goes at once, the counters follow the server. */
export function useMarkRead() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request<undefined>('POST', `/conversations/${id}/read`),
    onMutate: (id) => {
      patchLists(queries, id, { unread: 0 })
      queries.setQueryData<Conversation>(conversationKey(id), (one) => one && { ...one, unread: 0 })
    },
  })
}

export interface NewConversation {
  phone: string
  channel_id: string
  department_id?: string
  /** Taken within 24 hours of the contact's last message only. */
  text?: string
  /** Approved by the provider, without variables; may be sent at any time. */
  template?: { name: string; language: string }
}

export function useStartConversation() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewConversation) => request<{ id: string }>('POST', '/conversations', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['conversations'] }),
  })
}
