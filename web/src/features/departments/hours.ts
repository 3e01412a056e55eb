import { isDay } from '@/format/typed'
import { weekdays, type Weekday, type WorkingHours } from '@/api/departments'

interface SpanDraft {
  from: string
  to: string
}

export interface HoursDraft {
  /** Off: the department always attends. */
  on: boolean
  week: Record<Weekday, SpanDraft[]>
  holidays: { date: string; name: string }[]
}

const workdays = weekdays.slice(0, 5)
const usual: SpanDraft = { from: '08:00', to: '18:00' }

export function hoursDraft(hours: WorkingHours | null): HoursDraft {
  const spansOf = (day: Weekday) => {
    if (!hours) return workdays.includes(day) ? [usual] : []
    const own = hours.week.filter((span) => span.weekday === day)
    return own.map(({ from, to }) => ({ from, to })).sort((a, b) => a.from.localeCompare(b.from))
  }
  const week = Object.fromEntries(weekdays.map((day) => [day, spansOf(day)])) as HoursDraft['week']
  return { on: hours !== null, week, holidays: hours?.holidays ?? [] }
}

/** A span that ends at midnight ends at the end of its day. */
const endOf = (to: string) => (to === '00:00' ? '24:00' : to)

export function hoursBody({ on, week, holidays }: HoursDraft): WorkingHours | null {
  if (!on) return null
  return {
    week: weekdays.flatMap((weekday) => week[weekday].map(({ from, to }) => ({ weekday, from, to: endOf(to) }))),
    holidays: holidays.filter(({ date }) => date !== '').map(({ date, name }) => ({ date, name: name.trim() })),
  }
}

export type WrongHours = 'empty' | 'time' | 'order' | 'overlap' | 'holiday'

/** The first thing that cannot be: no hours at all, an end before its beginning, spans that overlap. */
export function wrongHours({ on, week, holidays }: HoursDraft): WrongHours | undefined {
  if (!on) return undefined
  if (weekdays.every((day) => week[day].length === 0)) return 'empty'
  for (const day of weekdays) {
    let last = ''
    for (const { from, to } of [...week[day]].sort((a, b) => a.from.localeCompare(b.from))) {
      if (from === '' || to === '') return 'time'
      if (from >= endOf(to)) return 'order'
      if (from < last) return 'overlap'
      last = endOf(to)
    }
  }
  // A line that nobody filled in is none.
  return holidays.some(({ date, name }) => !isDay(date) && (date !== '' || name.trim() !== '')) ? 'holiday' : undefined
}

/** The next span of a day begins an hour after the last one ends. */
export function nextSpan(spans: readonly SpanDraft[]): SpanDraft {
  const last = spans.at(-1)
  if (!last) return usual
  const hour = Math.min(22, Number(last.to.slice(0, 2)) + 1)
  const two = (value: number) => String(value).padStart(2, '0')
  return { from: `${two(hour)}:00`, to: `${two(Math.min(23, hour + 4))}:00` }
}

/** Easter Sunday by the anonymous Gregorian algorithm. */
function easter(year: number): Date {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return new Date(Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1))
}

export const nationalHolidayKeys = ['newYear', 'goodFriday', 'tiradentes', 'labour', 'independence', 'aparecida', 'dead', 'republic', 'black', 'christmas'] as const
export type NationalHoliday = (typeof nationalHolidayKeys)[number]

/** The national holidays of Brazil in the twelve months from a day on. */
export function nationalHolidays(today: string): { date: string; key: NationalHoliday }[] {
  const year = Number(today.slice(0, 4))
  const of = (one: number): { date: string; key: NationalHoliday }[] => {
    const friday = easter(one)
    friday.setUTCDate(friday.getUTCDate() - 2)
    return [
      { date: `${one}-01-01`, key: 'newYear' },
      { date: friday.toISOString().slice(0, 10), key: 'goodFriday' },
      { date: `${one}-04-21`, key: 'tiradentes' },
      { date: `${one}-05-01`, key: 'labour' },
      { date: `${one}-09-07`, key: 'independence' },
      { date: `${one}-10-12`, key: 'aparecida' },
      { date: `${one}-11-02`, key: 'dead' },
      { date: `${one}-11-15`, key: 'republic' },
      { date: `${one}-11-20`, key: 'black' },
      { date: `${one}-12-25`, key: 'christmas' },
    ]
  }
  const end = `${year + 1}${today.slice(4)}`
  return [...of(year), ...of(year + 1)].filter(({ date }) => date >= today && date < end)
}
