import type { JourneyItem } from '@/api/people'

export interface Day {
  day: string
  steps: JourneyItem[]
}

/** The steps of each day, in the order in which they came. */
export function byDay(steps: readonly JourneyItem[], dayOf: (instant: string) => string): Day[] {
  const days: Day[] = []
  for (const step of steps) {
    const day = dayOf(step.at)
    const last = days.at(-1)
    if (last?.day === day) last.steps.push(step)
    else days.push({ day, steps: [step] })
  }
  return days
}
