import type { CoverageDay, NumberCoverage, TrackingHealth } from '@/api/tracking'
import { addDays, daysBetween } from '@/format'

export interface Course {
  channel_id: string
  name: string
  /** Every day that is over, those without conversations too. */
  days: CoverageDay[]
  /** The last whole day that has conversations, and the share of all days before it. */
  latest: CoverageDay | undefined
  usual: number | undefined
}

const share = (known: number, all: number) => (all > 0 ? known / all : undefined)

/** The days of a number, against its own past. Today is not over and tells nothing. */
export function courseOf({ channel_id, name, days }: NumberCoverage, { from, to }: Pick<TrackingHealth, 'from' | 'to'>): Course {
  const known = new Map(days.map((day) => [day.day, day]))
  const all = Array.from({ length: daysBetween(from, to) }, (_, index) => {
    const day = addDays(from, index)
    return known.get(day) ?? { day, known: 0, conversations: 0 }
  })
  const whole = days.filter((day) => day.day < to)
  const latest = whole.at(-1)
  const before = whole.slice(0, -1)
  const sum = (of: (day: CoverageDay) => number) => before.reduce((all, day) => all + of(day), 0)
  return { channel_id, name, days: all, latest, usual: share(sum((day) => day.known), sum((day) => day.conversations)) }
}

/** The shares of the whole days that have conversations: what a small line draws. */
export const sharesOf = ({ days }: Course): number[] =>
  days.flatMap((day) => share(day.known, day.conversations) ?? [])

export const latestShare = ({ latest }: Course): number | undefined => latest && share(latest.known, latest.conversations)

/** The numbers with most conversations first. */
export function coursesOf(health: TrackingHealth): Course[] {
  const total = (one: NumberCoverage) => one.days.reduce((all, day) => all + day.conversations, 0)
  return [...health.coverage].sort((a, b) => total(b) - total(a)).map((one) => courseOf(one, health))
}
