/** What people type for days and times, whatever the language of their browser. */

/** `8`, `830`, `8h30` and `08:30` as `08:30`; `24:00` ends a day; `undefined` when it is no time. */
export function parseTime(typed: string): string | undefined {
  const match = /^\s*(\d{1,2})\s*(?:[:h.]?\s*(\d{2})?)?\s*$/i.exec(typed)
  if (!match) return undefined
  const hours = Number(match[1])
  const minutes = Number(match[2] ?? 0)
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return undefined
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(hours)}:${two(minutes)}`
}

const monthFirst = (locale: string) => locale.startsWith('en')

/** `25122026` as it is typed: `25/12/2026`. */
export function maskDay(typed: string): string {
  const digits = typed.replace(/\D/g, '').slice(0, 8)
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter((part) => part !== '').join('/')
}

/** `25/12/2026` (in English `12/25/2026`) as `2026-12-25`; `undefined` when there is no such day. */
export function parseDay(typed: string, locale: string): string | undefined {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(typed.trim())
  if (!match) return undefined
  const [, first = '', second = '', year = ''] = match
  const [day, month] = monthFirst(locale) ? [second, first] : [first, second]
  const iso = `${year}-${month}-${day}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined
}

/** `2026-12-25` as it is typed; what is no day stays as it is. */
export function typedDay(day: string, locale: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!match) return day
  const [, year, month, date] = match
  return monthFirst(locale) ? `${month}/${date}/${year}` : `${date}/${month}/${year}`
}

export const isDay = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value)
