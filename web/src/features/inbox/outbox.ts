import { useCallback, useSyncExternalStore } from 'react'
import type { QueryClient } from '@tanstack/react-query'
import { randomKey } from '@/api/client'
import { upload } from '@/api/media'
import { addToThread, sendWritten, type Message, type Written } from '@/api/messages'
import { meQuery } from '@/api/session'
import { forget, type Attachment } from './attachments'

/**
 * What was written and is not yet in the thread. It lives beside the thread, which is read again at
 * every hint. One conversation sends one after the other, so that answers arrive in the order they
 * were typed; a failed one keeps its key, so trying again never sends it twice.
 */
export interface Pending extends Outgoing {
  key: string
  at: string
  state: 'sending' | 'failed'
  error?: unknown
  /** How much of its file has gone, 0 to 1. */
  progress?: number
  /** Its file is with the server: trying again does not send the bytes twice. */
  mediaId?: string
}

export interface Outgoing extends Written {
  attachment?: Attachment
}

const none: readonly Pending[] = []
const pending = new Map<string, readonly Pending[]>()
const turns = new Map<string, Promise<unknown>>()
const uploads = new Map<string, AbortController>()
const listeners = new Set<() => void>()

function replace(conversationId: string, next: readonly Pending[]): void {
  if (next.length === 0) pending.delete(conversationId)
  else pending.set(conversationId, next)
  for (const listener of listeners) listener()
}

export const pendingOf = (conversationId: string): readonly Pending[] => pending.get(conversationId) ?? none

function put(conversationId: string, item: Pending): void {
  const now = pendingOf(conversationId)
  const known = now.some((one) => one.key === item.key)
  replace(conversationId, known ? now.map((one) => (one.key === item.key ? item : one)) : [...now, item])
}

export function discard(conversationId: string, key: string): void {
  uploads.get(key)?.abort()
  const gone = pendingOf(conversationId).find((one) => one.key === key)
  if (gone?.attachment) forget(gone.attachment)
  replace(conversationId, pendingOf(conversationId).filter((one) => one.key !== key))
}

export function usePending(conversationId: string): readonly Pending[] {
  const subscribe = useCallback((listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, [])
  return useSyncExternalStore(subscribe, () => pendingOf(conversationId))
}

function asMessage(queries: QueryClient, id: string, { text, note, at, replyTo }: Pending): Message {
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
    reply_to: replyTo ?? null,
    sent_at: at,
    status: note ? null : 'queued',
    error: null,
  }
}

/** Hands the file over, if there is one that the server does not have yet; answers its id. */
async function handOver(conversationId: string, item: Pending): Promise<string | undefined> {
  const { attachment, key, mediaId } = item
  if (!attachment || mediaId !== undefined) return mediaId
  const stopping = new AbortController()
  uploads.set(key, stopping)
  try {
    const onProgress = (progress: number) => put(conversationId, { ...item, progress })
    const { id } = await upload(attachment.file, { voice: attachment.voice, onProgress, signal: stopping.signal })
    put(conversationId, { ...item, progress: 1, mediaId: id })
    return id
  } finally {
    uploads.delete(key)
  }
}

const isQueued = (conversationId: string, key: string) => pendingOf(conversationId).some((one) => one.key === key)

async function deliver(queries: QueryClient, conversationId: string, item: Pending): Promise<void> {
  let mediaId = item.mediaId
  try {
    if (!isQueued(conversationId, item.key)) return
    mediaId = await handOver(conversationId, item)
    if (!isQueued(conversationId, item.key)) return
    const { id } = await sendWritten(conversationId, item, item.key, mediaId)
    const read = queries.invalidateQueries({ queryKey: ['conversations'] })
    // The thread brings the file with its address; until it is read again the bubble of the outbox stands for it.
    if (item.attachment) await read
    else addToThread(queries, conversationId, asMessage(queries, id, item))
    discard(conversationId, item.key)
  } catch (error) {
    if (!isQueued(conversationId, item.key)) return
    put(conversationId, { ...item, ...(mediaId === undefined ? {} : { mediaId }), state: 'failed', error })
  }
}

function enqueue(queries: QueryClient, conversationId: string, item: Pending): Promise<unknown> {
  put(conversationId, item)
  const turn = (turns.get(conversationId) ?? Promise.resolve()).then(() => deliver(queries, conversationId, item))
  turns.set(conversationId, turn)
  return turn
}

export function write(queries: QueryClient, conversationId: string, written: Outgoing): Promise<unknown> {
  const at = new Date().toISOString()
  return enqueue(queries, conversationId, { ...written, key: randomKey(), at, state: 'sending' })
}

export function retry(queries: QueryClient, conversationId: string, item: Pending): Promise<unknown> {
  return enqueue(queries, conversationId, { ...item, state: 'sending', error: undefined })
}
