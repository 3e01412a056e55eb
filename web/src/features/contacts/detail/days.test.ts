import { expect, test } from 'vitest'
import type { JourneyItem } from '@/api/people'
import { byDay } from './days'

test('steps stand under their days, in their order', () => {
  const step = (at: string) => ({ at }) as JourneyItem
  const days = byDay([step('2026-11-20T10'), step('2026-11-20T12'), step('2026-11-22T09')], (at) => at.slice(0, 10))
  expect(days.map(({ day, steps }) => [day, steps.length])).toEqual([
    ['2026-11-20', 2],
    ['2026-11-22', 1],
  ])
})
