import { useEffect, useSyncExternalStore } from 'react'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'

/**
 * Hints of what changed. One tab of the browser holds the connection and tells the others, since a
 * browser opens few connections to one host. A gap (an unknown event id, a new connection) makes
 * everything stale, so a missed hint never leaves an old figure on the screen.
 */
export type LiveState = 'connecting' | 'live' | 'reconnecting'

interface Hint {
  kind: string
  id?: string
  version?: number
}

type Note = { type: 'hint'; hint: Hint } | { type: 'reset' } | { type: 'state'; state: LiveState } | { type: 'hello' }

const address = '/api/v1/live'
const lockName = 'nascente-live'
const coalesceMs = 120
const reportsMs = 3000
const longestPauseMs = 30_000

/** Which queries a kind of change makes stale: the first parts of their keys. */
const affected: Record<string, readonly string[]> = {
  conversation: ['conversations', 'rules'],
  message: ['conversations'],
  note: ['conversations'],
  contact: ['contacts', 'conversations'],
  click: ['links', 'clicks'],
  link: ['links'],
  entry_identifier: ['entry-identifiers', 'conversations'],
  disposition: ['dispositions', 'departments'],
  department: ['departments', 'dispositions', 'rules', 'routing-rules'],
  tag: ['tags', 'conversations'],
  webhook: ['webhooks'],
  channel: ['channels'],
  user: ['users'],
  company: ['company', 'me'],
  membership: ['users', 'me'],
  settings: ['company', 'departments', 'dispositions', 'rules', 'routing-rules', 'tags', 'webhooks', 'channels', 'users', 'links'],
}
const movesFigures = new Set(['conversation', 'message', 'click', 'entry_identifier', 'disposition', 'department'])

export function queriesAffectedBy(kind: string): readonly string[] {
  return affected[kind] ?? [kind, `${kind}s`]
}

let state: LiveState = 'connecting'
const stateListeners = new Set<() => void>()

function setState(next: LiveState): void {
  if (next === state) return
  state = next
  for (const listener of stateListeners) listener()
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    () => state,
  )
}

/** Gathers hints and makes each query stale once; reports, which cost more, at most every three seconds. */
function createInvalidator(queries: QueryClient) {
  const pending = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let reportsTimer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    timer = undefined
    const roots = [...pending]
    pending.clear()
    for (const root of roots) void queries.invalidateQueries({ queryKey: [root] })
  }
  return {
    hint({ kind }: Hint) {
      for (const root of queriesAffectedBy(kind)) pending.add(root)
      timer ??= setTimeout(flush, coalesceMs)
      if (!movesFigures.has(kind)) return
      reportsTimer ??= setTimeout(() => {
        reportsTimer = undefined
        void queries.invalidateQueries({ queryKey: ['reports'] })
      }, reportsMs)
    },
    reset: () => void queries.invalidateQueries(),
    stop() {
      clearTimeout(timer)
      clearTimeout(reportsTimer)
    },
  }
}

function readHint(text: string): Hint | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
      ? (value as Hint)
      : undefined
  } catch {
    return undefined
  }
}

/** Holds the connection until `signal` aborts. The browser reconnects by itself except after a refusal. */
function holdConnection(publish: (note: Note) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let refusals = 0
    let opened = false

    const connect = () => {
      const current = new EventSource(address)
      source = current
      current.onopen = () => {
        // A new connection has no event id to resume from.
        if (opened && refusals > 0) publish({ type: 'reset' })
        opened = true
        refusals = 0
        publish({ type: 'state', state: 'live' })
      }
      current.onmessage = ({ data }: MessageEvent<string>) => {
        const hint = readHint(data)
        if (hint) publish(hint.kind === 'reset' ? { type: 'reset' } : { type: 'hint', hint })
      }
      current.addEventListener('reset', () => publish({ type: 'reset' }))
      current.onerror = () => {
        publish({ type: 'state', state: 'reconnecting' })
        if (current.readyState !== EventSource.CLOSED) return
        refusals += 1
        retry = setTimeout(connect, Math.min(longestPauseMs, 1000 * 2 ** Math.min(refusals, 5)))
      }
    }
    connect()
    signal.addEventListener('abort', () => {
      clearTimeout(retry)
      source?.close()
      resolve()
    })
  })
}

/** Starts the live channel of this tab; answers how to stop it. */
export function startLive(queries: QueryClient): () => void {
  if (typeof EventSource === 'undefined') return () => undefined
  const stopping = new AbortController()
  const invalidator = createInvalidator(queries)
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(lockName)
  let leading = false

  const apply = (note: Note) => {
    if (note.type === 'hint') invalidator.hint(note.hint)
    if (note.type === 'reset') invalidator.reset()
    if (note.type === 'state') setState(note.state)
    if (note.type === 'hello' && leading) channel?.postMessage({ type: 'state', state } satisfies Note)
  }
  const publish = (note: Note) => {
    apply(note)
    channel?.postMessage(note)
  }
  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Note>) => apply(data)
    channel.postMessage({ type: 'hello' } satisfies Note)
  }

  const lead = (followedBefore: boolean) => {
    leading = true
    // What was told between the last leader's end and now was heard by nobody.
    if (followedBefore) publish({ type: 'reset' })
    return holdConnection(publish, stopping.signal)
  }
  if (channel && 'locks' in navigator) void electLeader(lead, stopping.signal)
  else void lead(false)

  return () => {
    stopping.abort()
    invalidator.stop()
    channel?.close()
    state = 'connecting'
  }
}

async function electLeader(lead: (followedBefore: boolean) => Promise<void>, signal: AbortSignal): Promise<void> {
  const led = await navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => {
    if (!lock || signal.aborted) return false
    await lead(false)
    return true
  })
  if (led || signal.aborted) return
  await navigator.locks.request(lockName, { signal }, () => lead(true)).catch(() => undefined)
}

export function useLive(): void {
  const queries = useQueryClient()
  useEffect(() => startLive(queries), [queries])
}
