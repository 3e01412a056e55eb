import { expect, it } from 'vitest'
import { everyDay, peakOf } from './figures'

it('days without clicks are days too, and what is not counted stands apart', () => {
  const days = [{ day: '2026-02-28', clicks: 3, clicks_raw: 5 }]
  expect(everyDay({ from: '2026-02-27', to: '2026-03-01', days })).toEqual({
    days: ['2026-02-27', '2026-02-28', '2026-03-01'],
    clicks: [0, 3, 0],
    apart: [0, 2, 0],
  })
})

it('a period of many years begins with its first click', () => {
  const days = [{ day: '2026-02-28', clicks: 1, clicks_raw: 1 }]
  expect(everyDay({ from: '2010-01-01', to: '2026-03-01', days }).days).toHaveLength(2)
  expect(everyDay({ from: '2010-01-01', to: '2026-03-01', days: [] }).days).toEqual(['2026-03-01'])
})

it('the busiest hour is the first of the highest, and an empty week has none', () => {
  expect(peakOf([[0, 2], [2, 1]])).toEqual({ weekday: 0, hour: 1, clicks: 2 })
  expect(peakOf([[0, 0]])).toBeUndefined()
})
