import type { FunnelRow } from '@/api/reports'
import { addDays, daysBetween } from '@/format/date'
import type { Period } from '@/format'

/** Most days that a line is drawn by day; a longer period begins at its first conversation. */
const most = 800

/** Every day of the period, those without anything too: of a long one the report leaves them out. */
export function everyDay(rows: readonly FunnelRow[], { from, to }: Period) {
  const known = new Map(rows.map((row) => [row.key, row]))
  const first = daysBetween(from, to) > most ? (rows[0]?.key ?? to) : from
  const days = Array.from({ length: daysBetween(first, to) + 1 }, (_, index) => addDays(first, index))
  const of = (pick: (row: FunnelRow) => number | null) => days.map((day) => (known.has(day) ? (pick(known.get(day) as FunnelRow) ?? 0) : 0))
  return {
    days,
    conversations: of((row) => row.conversations),
    won: of((row) => row.won),
    /** Only links have clicks. */
    clicks: rows.some((row) => row.clicks !== null) ? of((row) => row.clicks) : undefined,
  }
}
