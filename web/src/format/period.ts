import { addDays, dayOf, daysBetween, type Instant } from './date'

/** Both ends belong to the period. */
export interface Period {
  from: string
  to: string
}

export const periodPresets = [
  'today',
  'yesterday',
  'last_7',
  'last_14',
  'last_30',
  'last_90',
  'this_month',
  'last_month',
  'this_year',
] as const
export type PeriodPreset = (typeof periodPresets)[number]

/** The day it is for the company, not for the browser nor for Greenwich. */
export function todayIn(timeZone: string, now: Instant): string {
  return dayOf(now, timeZone)
}

const lastDays = (today: string, days: number): Period => ({ from: addDays(today, 1 - days), to: today })

export function presetPeriod(preset: PeriodPreset, today: string): Period {
  switch (preset) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'last_7':
      return lastDays(today, 7)
    case 'last_14':
      return lastDays(today, 14)
    case 'last_30':
      return lastDays(today, 30)
    case 'last_90':
      return lastDays(today, 90)
    case 'this_month':
      return { from: `${today.slice(0, 7)}-01`, to: today }
    case 'last_month': {
      const to = addDays(`${today.slice(0, 7)}-01`, -1)
      return { from: `${to.slice(0, 7)}-01`, to }
    }
    case 'this_year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today }
  }
}

/** The preset that means exactly this period today, if one does. */
export function presetOf(period: Period, today: string): PeriodPreset | undefined {
  return periodPresets.find((preset) => {
    const candidate = presetPeriod(preset, today)
    return candidate.from === period.from && candidate.to === period.to
  })
}

/** The period of the same length that ends the day before. */
export function previousPeriod(period: Period): Period {
  const length = daysBetween(period.from, period.to) + 1
  return { from: addDays(period.from, -length), to: addDays(period.from, -1) }
}

export function isDay(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
}

/** A period from the address; anything unusable gives the last 30 days. */
export function periodFrom(search: { from?: unknown; to?: unknown }, today: string): Period {
  const { from, to } = search
  if (isDay(from) && isDay(to) && from <= to) return { from, to }
  return presetPeriod('last_30', today)
}
