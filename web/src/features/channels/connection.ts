import type { Channel, Connection, Queue } from '@/api/channels'
import type { Provider } from '@/api/providers'

const none = { since: null, reason: null, wrong_setting: null, checked_at: null, token_expires_at: null, paired_phone: null, number_differs: false }

/** How a number stands; told from its state alone where nobody watches the connection. */
export function connectionOf({ connection, state, state_reason }: Channel): Connection {
  if (connection) return connection
  return { ...none, state: state === 'error' ? 'disconnected' : state, reason: state_reason }
}

export const tones = {
  connected: 'good',
  pairing: 'warning',
  waiting: 'warning',
  disconnected: 'danger',
  wrong_key: 'danger',
  unknown: 'danger',
  link_only: 'quiet',
} as const

export const isBroken = (channel: Channel) => tones[connectionOf(channel).state] === 'danger'

const dayMs = 86_400_000
const warnedDays = 30

/** Whole days until the token ends, once it is time to think of it. */
export function tokenDays({ token_expires_at }: Connection, now: number): number | undefined {
  if (token_expires_at === null) return undefined
  const days = Math.floor((Date.parse(token_expires_at) - now) / dayMs)
  return days > warnedDays ? undefined : Math.max(days, -1)
}

export interface QueuePart {
  name: keyof Queue
  count: number
}

export function queueParts(queue: Queue | null | undefined): QueuePart[] {
  if (!queue) return []
  const names: (keyof Queue)[] = ['waiting', 'retrying', 'failed']
  return names.map((name) => ({ name, count: queue[name] })).filter(({ count }) => count > 0)
}

/** What one press can do about a number that does not work. */
export type Remedy = 'pair' | 'edit' | 'check'

export function remedyOf(channel: Channel, provider: Provider | undefined): Remedy | undefined {
  const { state } = connectionOf(channel)
  if (state === 'wrong_key' || state === 'unknown') return 'edit'
  if (state === 'pairing') return 'pair'
  if (state !== 'disconnected') return undefined
  return provider?.paired_by_code ? 'pair' : 'check'
}
