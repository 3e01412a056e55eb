import type { FunnelRow, MatrixRow } from '@/api/reports'
import type { Stage } from '@/components/Chips'
import { addDays, type Period } from '@/format'

export { smallSample, wilson, type Interval } from '@/format/interval'

export function share(part: number, total: number): number | null {
  return total > 0 ? part / total : null
}

/** Change of an amount against the period before; `null` where there was nothing to compare with. */
export function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now - before) / before
}

/** Difference of two shares, in percentage points as a share. */
export function pointsOf(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before
}

export interface OutcomePart {
  stage: Stage
  conversations: number
  /** What to set in the row's `conversations_query` for the list of these. */
  narrow: Readonly<Record<string, string>>
}

/** What came of the conversations of a row, in parts that never overlap and sum to `conversations`. */
export function outcomeParts(row: FunnelRow): OutcomePart[] {
  return [
    { stage: 'won', conversations: row.won, narrow: { stage: 'won' } },
    // The stage `qualified` includes the won ones; the outcome alone does not.
    { stage: 'qualified', conversations: row.qualified - row.won, narrow: { outcome: 'qualified' } },
    { stage: 'lost', conversations: row.lost, narrow: { stage: 'lost' } },
    { stage: 'neutral', conversations: row.neutral, narrow: { stage: 'neutral' } },
    { stage: 'not_lead', conversations: row.not_lead, narrow: { stage: 'not_lead' } },
    { stage: 'unclassified', conversations: row.unclassified, narrow: { stage: 'unclassified' } },
    { stage: 'open', conversations: row.open, narrow: { stage: 'open' } },
  ]
}

export interface Coverage {
  /** Conversations whose ad, link … is known, or that are known to be neither. */
  identified: number
  /** All but returning customers, who are counted apart. */
  entries: number
  returns: number
  /** No evidence at all. */
  none: number
  /** An ad or a link is proved, but not which one. */
  unidentified: number
}

/** `withoutIdentifier`: the rows by kind of the conversations that have no entry identifier. */
export function coverageOf(conversations: number, withoutIdentifier: readonly FunnelRow[]): Coverage {
  const of = (kind: string) => withoutIdentifier.find((row) => row.key === kind)?.conversations ?? 0
  const all = withoutIdentifier.reduce((sum, row) => sum + row.conversations, 0)
  const returns = of('return')
  const none = of('none')
  const unidentified = all - returns - none - of('organic')
  const entries = conversations - returns
  return { identified: entries - none - unidentified, entries, returns, none, unidentified }
}

export const automaticOf = (row: MatrixRow) => row.cells.reduce((sum, cell) => sum + cell.automatic, 0)

export type Step = 'day' | 'week' | 'month'

/** How many days one point of a line stands for, so that a long period stays readable. */
export function stepFor(days: number): Step {
  return days <= 92 ? 'day' : days <= 732 ? 'week' : 'month'
}

/** Monday of the week, or first of the month. */
export function startOf(day: string, step: Step): string {
  if (step === 'day') return day
  if (step === 'month') return `${day.slice(0, 7)}-01`
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

export interface Point {
  day: string
  clicks: number | null
  conversations: number
  won: number
}

/**
 * Days summed to weeks or months; the first and the last may be cut by the period. Of a long period
 * the server leaves out days without conversations: they are zero here, not a gap.
 */
export function pointsOfDays(days: readonly FunnelRow[], { from, to }: Period, step: Step): Point[] {
  const clicked = days.some((row) => row.clicks !== null)
  const points = new Map<string, Point>()
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const start = startOf(day, step)
    if (!points.has(start)) points.set(start, { day: start, clicks: clicked ? 0 : null, conversations: 0, won: 0 })
  }
  for (const row of days) {
    const point = points.get(startOf(row.key, step))
    if (!point) continue
    if (point.clicks !== null) point.clicks += row.clicks ?? 0
    point.conversations += row.conversations
    point.won += row.won
  }
  return [...points.values()]
}

/** At most `most` values, each the mean of its neighbours: what a line of 90 pixels can show. */
export function thinned(values: readonly (number | null)[], most: number): number[] {
  const known = values.filter((value) => value !== null)
  const size = Math.ceil(known.length / most)
  if (size <= 1) return known
  return Array.from({ length: Math.ceil(known.length / size) }, (_, index) => {
    const part = known.slice(index * size, (index + 1) * size)
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
}
