import { expect, it } from 'vitest'
import type { FunnelRow } from '@/api/reports'
import { everyDay } from './days'

const row = (key: string, conversations: number, clicks: number | null) => ({ key, conversations, won: 0, clicks }) as FunnelRow

it('shows the days that the report left out as empty, and clicks only where they have a meaning', () => {
  const rows = [row('2026-11-20', 2, 5), row('2026-11-22', 1, null)]
  const shown = everyDay(rows, { from: '2026-11-20', to: '2026-11-22' })
  expect(shown.days).toEqual(['2026-11-20', '2026-11-21', '2026-11-22'])
  expect(shown.conversations).toEqual([2, 0, 1])
  expect(shown.clicks).toEqual([5, 0, 0])
  expect(everyDay([row('2026-11-20', 2, null)], { from: '2026-11-20', to: '2026-11-20' }).clicks).toBeUndefined()
})
