import type { LinkStatistics } from '@/api/generator'
import { addDays, daysBetween } from '@/format/date'

/** Most days that a line is drawn by day; a longer period begins at its first click. */
const most = 800

/** Every day of the period, those without clicks too. */
export function everyDay({ from, to, days }: Pick<LinkStatistics, 'from' | 'to' | 'days'>) {
  const known = new Map(days.map((one) => [one.day, one]))
  const first = daysBetween(from, to) > most ? (days[0]?.day ?? to) : from
  const all = Array.from({ length: daysBetween(first, to) + 1 }, (_, index) => addDays(first, index))
  return {
    days: all,
    clicks: all.map((day) => known.get(day)?.clicks ?? 0),
    apart: all.map((day) => (known.get(day)?.clicks_raw ?? 0) - (known.get(day)?.clicks ?? 0)),
  }
}

export interface Peak {
  weekday: number
  hour: number
  clicks: number
}

/** The busiest hour of the week, if there is one. */
export function peakOf(hours: readonly (readonly number[])[]): Peak | undefined {
  let peak: Peak | undefined
  hours.forEach((row, weekday) =>
    row.forEach((clicks, hour) => {
      if (clicks > (peak?.clicks ?? 0)) peak = { weekday, hour, clicks }
    }),
  )
  return peak
}
