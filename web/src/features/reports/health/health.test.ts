import { describe, expect, it } from 'vitest'
import type { TrackingCheck } from '@/api/tracking'
import { alarmedChecks } from '../alarms'
import { courseOf, latestShare, sharesOf } from './coverage'
import { groupsOf, isEmpty, sayingOf } from './findings'

const check = (changes: Partial<TrackingCheck>): TrackingCheck => ({
  code: 'clock_skew',
  state: 'ok',
  subject: null,
  since: null,
  message: '',
  mend: '',
  mend_link: '/conexoes',
  list_link: null,
  value: null,
  usual: null,
  ...changes,
})
const link = (id: string, state: TrackingCheck['state']) =>
  check({ code: 'link_never_clicked', state, subject: { kind: 'link', id, name: id } })

describe('checks', () => {
  it('stand in the order of urgency, each once, with what alarms alone', () => {
    const items = [check({}), link('lk_1', 'warning'), link('lk_2', 'warning'), check({ code: 'delivery_lag', state: 'problem' }), check({ code: 'ads_unidentified', state: 'unknown' })]
    expect(groupsOf(items).map(({ code, state, items: own }) => [code, state, own.length])).toEqual([
      ['delivery_lag', 'problem', 1],
      ['link_never_clicked', 'warning', 2],
      ['ads_unidentified', 'unknown', 1],
      ['clock_skew', 'ok', 1],
    ])
    expect(alarmedChecks(items)).toBe(2)
  })

  it('say of a token that it ended, and of what is stuck that it waits', () => {
    expect(sayingOf(check({ code: 'token_expires', value: -1 })).key).toBe('expired')
    expect(sayingOf(check({ code: 'token_expires', value: 3 }))).toEqual({ key: 'found', count: 3 })
    expect(sayingOf(check({ code: 'delivery_lag', value: 90_000 })).key).toBe('stuck')
  })

  it('of a company without anything are no report', () => {
    const nothing = { checked_at: '', worst: 'unknown' as const, from: '2026-10-25', to: '2026-11-22', coverage: [] }
    expect(isEmpty({ ...nothing, items: [check({ state: 'unknown' })] })).toBe(true)
    expect(isEmpty({ ...nothing, items: [check({ state: 'warning' })] })).toBe(false)
  })
})

describe('coverage', () => {
  const days = [
    { day: '2026-11-18', known: 9, conversations: 10 },
    { day: '2026-11-20', known: 1, conversations: 10 },
    { day: '2026-11-21', known: 0, conversations: 2 },
  ]
  const course = courseOf({ channel_id: 'ch_1', name: 'Loja', days }, { from: '2026-11-17', to: '2026-11-21' })

  it('has every day that is over, and today tells nothing', () => {
    expect(course.days.map((day) => day.conversations)).toEqual([0, 10, 0, 10])
    expect(course.latest?.day).toBe('2026-11-20')
    expect([latestShare(course), course.usual]).toEqual([0.1, 0.9])
    expect(sharesOf(course)).toEqual([0.9, 0.1])
  })
})
