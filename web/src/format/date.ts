/**
 * Shown dates and times. Instants are RFC 3339 strings or milliseconds; they are shown in the
 * company's time zone, which the caller names. Days are `YYYY-MM-DD` and have no zone.
 */
export type Instant = string | number | Date

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  formatters.set(key, made)
  return made
}

const toDate = (instant: Instant) => (instant instanceof Date ? instant : new Date(instant))
const short = { day: '2-digit', month: '2-digit', year: 'numeric' } as const
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

export function formatDate(instant: Instant, locale: string, timeZone: string): string {
  return formatter(locale, { ...short, timeZone }).format(toDate(instant))
}

export function formatTime(instant: Instant, locale: string, timeZone: string): string {
  return formatter(locale, { ...clock, timeZone }).format(toDate(instant))
}

export function formatDateTime(instant: Instant, locale: string, timeZone: string): string {
  return `${formatDate(instant, locale, timeZone)} ${formatTime(instant, locale, timeZone)}`
}

/** A day without zone: `2026-11-22` to `22/11/2026`. */
export function formatDay(day: string, locale: string): string {
  return formatter(locale, { ...short, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** `22/11`, for axes. */
export function formatDayShort(day: string, locale: string): string {
  return formatter(locale, { day: '2-digit', month: '2-digit', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** `dom., 22 de nov.`, for the separators of a thread. */
export function formatDayLong(day: string, locale: string): string {
  return formatter(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}

/** The local day an instant falls on, as `YYYY-MM-DD`. */
export function dayOf(instant: Instant, timeZone: string): string {
  return formatter('sv-SE', { ...short, timeZone }).format(toDate(instant))
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** In lists: the time today, the weekday within the week, the date before that. */
export function formatListTime(instant: Instant, now: Instant, locale: string, timeZone: string): string {
  const days = daysBetween(dayOf(instant, timeZone), dayOf(now, timeZone))
  if (days <= 0) return formatTime(instant, locale, timeZone)
  if (days < 7) return formatter(locale, { weekday: 'short', timeZone }).format(toDate(instant))
  return formatDate(instant, locale, timeZone)
}

/** `há 5 minutos`, `ontem`. */
export function formatRelative(instant: Instant, now: Instant, locale: string): string {
  const seconds = Math.round((toDate(instant).getTime() - toDate(now).getTime()) / 1000)
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const steps = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit)
  }
  return relative.format(0, 'second')
}
