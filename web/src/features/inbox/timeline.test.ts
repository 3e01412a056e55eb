import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '@/api/conversations'
import type { Message } from '@/api/messages'
import { dayOf } from '@/format'
import { timeline } from './timeline'

const zone = (instant: string) => dayOf(instant, 'America/Sao_Paulo')

function message(id: string, sent_at: string, more: Partial<Message> = {}): Message {
  return {
    id,
    direction: 'in',
    author: 'contact',
    user_id: null,
    user_name: null,
    kind: 'text',
    text: id,
    details: null,
    card: null,
    reply_to: null,
    sent_at,
    status: null,
    error: null,
    ...more,
  }
}

function event(kind: string, at: string): AuditEvent {
  return { id: kind, kind, actor_kind: 'user', actor_id: 'usr_1', actor_name: 'Marina', at, details: {} }
}

const keys = (items: ReturnType<typeof timeline>) => items.map((item) => item.key)

describe('a thread', () => {
  it('begins a new day where the company does, not where Greenwich does', () => {
    const items = timeline([message('a', '2026-11-22T23:30:00Z'), message('b', '2026-11-23T02:30:00Z'), message('c', '2026-11-23T03:30:00Z')], [], true, zone)
    expect(keys(items)).toEqual(['day-2026-11-22', 'a', 'b', 'day-2026-11-23', 'c'])
  })

  it('groups what one person writes within five minutes and nothing else', () => {
    const items = timeline(
      [
        message('a', '2026-11-22T12:00:00Z'),
        message('b', '2026-11-22T12:02:00Z'),
        message('c', '2026-11-22T12:03:00Z', { direction: 'out', author: 'agent', user_id: 'usr_1' }),
        message('d', '2026-11-22T12:04:00Z', { direction: 'out', author: 'phone' }),
        message('e', '2026-11-22T12:10:00Z', { direction: 'out', author: 'phone' }),
      ],
      [],
      true,
      zone,
    )
    const groups = items.flatMap((item) => (item.type === 'message' ? [[item.key, item.first, item.last]] : []))
    expect(groups).toEqual([
      ['a', true, false],
      ['b', false, true],
      ['c', true, true],
      ['d', true, true],
      ['e', true, true],
    ])
  })

  it('puts the beginning before the first message and what was done after the last of its moment', () => {
    const at = '2026-11-22T12:00:00Z'
    const items = timeline([message('a', at)], [event('closed', at), event('opened', at)], true, zone)
    expect(keys(items).slice(1)).toEqual(['opened', 'a', 'closed'])
  })

  it('leaves events out whose messages are still on the server', () => {
    const events = [event('opened', '2026-11-20T12:00:00Z'), event('assigned', '2026-11-22T12:01:00Z')]
    const messages = [message('a', '2026-11-22T12:00:00Z')]
    expect(keys(timeline(messages, events, false, zone))).not.toContain('opened')
    expect(keys(timeline(messages, events, true, zone))).toContain('opened')
  })
})
