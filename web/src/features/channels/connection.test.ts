import { expect, it } from 'vitest'
import type { Channel, Connection } from '@/api/channels'
import type { Provider } from '@/api/providers'
import { connectionOf, isBroken, queueParts, remedyOf, tokenDays } from './connection'

const known: Connection = {
  state: 'connected',
  since: null,
  reason: null,
  wrong_setting: null,
  checked_at: null,
  token_expires_at: null,
  paired_phone: null,
  number_differs: false,
}
const channel = (state: Connection['state']) => ({ provider: 'evolution', connection: { ...known, state } }) as Channel
const provider = (paired_by_code: boolean) => ({ provider: 'evolution', paired_by_code }) as Provider

it('a server that does not watch connections tells by the state of the channel', () => {
  const plain = { state: 'error', state_reason: 'token' } as Channel
  expect(connectionOf(plain)).toMatchObject({ state: 'disconnected', reason: 'token' })
  expect(isBroken(plain)).toBe(true)
  expect(isBroken(channel('pairing'))).toBe(false)
})

it('a token is spoken of in its last thirty days, and once it has ended', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  const ends = (at: string) => tokenDays({ ...known, token_expires_at: at }, now)
  expect(tokenDays(known, now)).toBeUndefined()
  expect(ends('2027-01-22T12:00:00Z')).toBeUndefined()
  expect(ends('2026-12-01T12:00:00Z')).toBe(9)
  expect(ends('2026-11-22T20:00:00Z')).toBe(0)
  expect(ends('2026-10-01T12:00:00Z')).toBe(-1)
})

it('the queue names only what stands in it', () => {
  expect(queueParts(undefined)).toEqual([])
  expect(queueParts({ waiting: 3, retrying: 0, failed: 1 })).toEqual([
    { name: 'waiting', count: 3 },
    { name: 'failed', count: 1 },
  ])
})

it('a wrong key is mended in the form, a lost phone by a code, anything else by asking again', () => {
  expect(remedyOf(channel('wrong_key'), provider(true))).toBe('edit')
  expect(remedyOf(channel('disconnected'), provider(true))).toBe('pair')
  expect(remedyOf(channel('disconnected'), provider(false))).toBe('check')
  expect(remedyOf(channel('connected'), provider(true))).toBeUndefined()
})
