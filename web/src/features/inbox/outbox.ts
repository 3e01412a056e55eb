import { useCallback, useSyncExternalStore } from 'react'
import type { QueryClient } from '@tanstack/react-query'
import { randomKey } from '@/api/client'
import { addToThread, sendWritten, type Message, type Written } from '@/api/messages'
import { meQuery } from '@/api/session'

/**
 * What was written and is not yet in the thread. It lives beside the thread, which is read again at
 * every hint. One conversation sends one after the other, so that answers arrive in the order they
 * were typed; a failed one keeps its key, so trying again never sends it twice.
 */
export interface Pending extends Written {
  key: string
  at: string
  state: 'sending' | 'failed'
  error?: unknown
}

const none: readonly Pending[] = []
const pending = new Map<string, readonly Pending[]>()
const turns = new Map<string, Promise<unknown>>()
const listeners = new Set<() => void>()

function replace(conversationId: string, next: readonly Pending[]): void {
  if (next.length === 0) pending.delete(conversationId)
  else pending.set(conversationId, next)
  for (const listener of listeners) listener()
}

const of = (conversationId: string) => pending.get(conversationId) ?? none

function put(conversationId: string, item: Pending): void {
  const now = of(conversationId)
  const known = now.some((one) => one.key === item.key)
  replace(conversationId, known ? now.map((one) => (one.key === item.key ? item : one)) : [...now, item])
}

export function discard(conversationId: string, key: string): void {
  replace(conversationId, of(conversationId).filter((one) => one.key !== key))
}

export function usePending(conversationId: string): readonly Pending[] {
  const subscribe = useCallback((listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, [])
  return useSyncExternalStore(subscribe, () => of(conversationId))
}

function asMessage(queries: QueryClient, id: string, { text, note, at }: Pending): Message {
  const me = queries.getQueryData(meQuery.queryKey)
  return {
    id,
    direction: note ? 'internal' : 'out',
    author: 'agent',
    user_id: me?.user_id ?? null,
    user_name: me?.name ?? null,
    kind: note ? 'note' : 'text',
    text,
    details: null,
    card: null,
    reply_to: null,
    sent_at: at,
    status: note ? null : 'queued',
    error: null,
  }
}

async function deliver(queries: QueryClient, conversationId: string, item: Pending): Promise<void> {
  try {
    const { id } = await sendWritten(conversationId, item, item.key)
    addToThread(queries, conversationId, asMessage(queries, id, item))
    discard(conversationId, item.key)
    void queries.invalidateQueries({ queryKey: ['conversations'] })
  } catch (error) {
    put(conversationId, { ...item, state: 'failed', error })
  }
}

function enqueue(queries: QueryClient, conversationId: string, item: Pending): Promise<unknown> {
  put(conversationId, item)
  const turn = (turns.get(conversationId) ?? Promise.resolve()).then(() => deliver(queries, conversationId, item))
  turns.set(conversationId, turn)
  return turn
}

export function write(queries: QueryClient, conversationId: string, written: Written): Promise<unknown> {
  const at = new Date().toISOString()
  return enqueue(queries, conversationId, { ...written, key: randomKey(), at, state: 'sending' })
}

export function retry(queries: QueryClient, conversationId: string, item: Pending): Promise<unknown> {
  return enqueue(queries, conversationId, { ...item, state: 'sending', error: undefined })
}
