import { describe, expect, it } from 'vitest'
import type { FunnelReport, FunnelRow } from '@/api/reports'
import { changeOf, coverageOf, outcomeParts, pointsOfDays, startOf, stepFor, thinned, wilson } from './figures'
import { rowsOf } from './useRows'
import { sortRows } from './sortRows'

const zero: FunnelRow = {
  key: 'none',
  label: '',
  kind: null,
  clicks: null,
  conversations: 0,
  new_contacts: 0,
  answered: 0,
  engaged: 0,
  qualified: 0,
  won: 0,
  lost: 0,
  neutral: 0,
  not_lead: 0,
  unclassified: 0,
  open: 0,
  revenue_cents: 0,
  first_response: { n: 0, p50_s: null, p90_s: null, unanswered: 0 },
  conversations_query: 'from=2026-11-01&to=2026-11-30',
  clicks_query: null,
}
const row = (changes: Partial<FunnelRow>): FunnelRow => ({ ...zero, ...changes })

describe("Wilson's interval", () => {
  // Reference values: Newcombe (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is the published one', (part, total, low, high) => {
    const interval = wilson(part, total)
    expect(interval?.low).toBeCloseTo(low, 4)
    expect(interval?.high).toBeCloseTo(high, 4)
  })

  it('holds the share and never leaves 0 to 1', () => {
    for (let total = 1; total <= 60; total += 1)
      for (let part = 0; part <= total; part += 1) {
        const interval = wilson(part, total)
        if (!interval) throw new Error('there is a denominator')
        expect(interval.low).toBeGreaterThanOrEqual(0)
        expect(interval.low).toBeLessThanOrEqual(part / total)
        expect(interval.high).toBeGreaterThanOrEqual(part / total)
        expect(interval.high).toBeLessThanOrEqual(1)
      }
    expect(wilson(20, 20)?.high).toBe(1)
  })

  it('does not exist without a denominator, nor for more than all', () => {
    expect(wilson(0, 0)).toBeNull()
    expect(wilson(3, 2)).toBeNull()
  })
})

describe('the outcomes of a row', () => {
  it('sum to its conversations, with the won ones counted once', () => {
    const parts = outcomeParts(row({ conversations: 100, qualified: 30, won: 12, lost: 40, neutral: 10, not_lead: 5, unclassified: 8, open: 7 }))
    expect(parts.reduce((sum, part) => sum + part.conversations, 0)).toBe(100)
    expect(parts.find((part) => part.stage === 'qualified')).toMatchObject({ conversations: 18, narrow: { outcome: 'qualified' } })
  })
})

describe('coverage', () => {
  it('leaves returning customers out and counts an unknown ad as not identified', () => {
    const coverage = coverageOf(100, [
      row({ key: 'none', conversations: 12 }),
      row({ key: 'return', conversations: 20 }),
      row({ key: 'ad', conversations: 5 }),
      row({ key: 'organic', conversations: 3 }),
    ])
    expect(coverage).toEqual({ identified: 63, entries: 80, returns: 20, none: 12, unidentified: 5 })
  })
})

describe('changes', () => {
  it('are not made up where there was nothing before', () => {
    expect(changeOf(5, 0)).toBeNull()
    expect(changeOf(null, 3)).toBeNull()
    expect(changeOf(90, 120)).toBe(-0.25)
  })
})

describe('long periods', () => {
  it('become weeks from Monday and months', () => {
    expect(stepFor(92)).toBe('day')
    expect(stepFor(365)).toBe('week')
    expect(stepFor(1000)).toBe('month')
    expect(startOf('2026-11-22', 'week')).toBe('2026-11-16')
    expect(startOf('2026-11-16', 'week')).toBe('2026-11-16')
    expect(startOf('2026-11-22', 'month')).toBe('2026-11-01')
  })

  it('keep every conversation, and clicks unknown where they have no meaning', () => {
    const days = [row({ key: '2026-11-15', conversations: 2, won: 1 }), row({ key: '2026-11-16', conversations: 3 }), row({ key: '2026-11-17', conversations: 4, won: 2 })]
    expect(pointsOfDays(days, { from: '2026-11-01', to: '2026-11-17' }, 'week')).toEqual([
      { day: '2026-10-26', clicks: null, conversations: 0, won: 0 },
      { day: '2026-11-02', clicks: null, conversations: 0, won: 0 },
      { day: '2026-11-09', clicks: null, conversations: 2, won: 1 },
      { day: '2026-11-16', clicks: null, conversations: 7, won: 2 },
    ])
  })

  it('are thinned to what a small line can show', () => {
    expect(thinned([1, null, 3], 46)).toEqual([1, 3])
    expect(thinned([1, 3, 5, 7, 10], 2)).toEqual([3, 8.5])
  })
})

describe('rows by identifier', () => {
  it('tell no origin, a return and an unknown ad apart', () => {
    const report: FunnelReport = {
      from: '2026-11-01',
      to: '2026-11-30',
      date_basis: 'entry',
      group_by: 'entry_identifier',
      rows: [row({ key: 'idn_1', kind: 'ad' }), row({ key: 'none' }), row({ key: 'none:return' }), row({ key: 'none:ad' })],
      totals: row({}),
    }
    expect(rowsOf(report).map((one) => [one.key, one.kind, one.unidentified])).toEqual([
      ['idn_1', 'ad', undefined],
      ['none', 'none', false],
      ['none:return', 'return', false],
      ['none:ad', 'ad', true],
    ])
    expect(rowsOf({ ...report, group_by: 'kind' })).toBe(report.rows)
  })
})

describe('sorting', () => {
  it('puts unknown values last in both directions', () => {
    const rows = [{ v: 1 }, { v: null }, { v: 3 }]
    expect(sortRows(rows, (one) => one.v, true).map((one) => one.v)).toEqual([3, 1, null])
    expect(sortRows(rows, (one) => one.v, false).map((one) => one.v)).toEqual([1, 3, null])
  })
})
