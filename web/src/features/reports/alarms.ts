import type { CheckState, TrackingCheck } from '@/api/tracking'

export const isAlarm = (state: CheckState) => state === 'problem' || state === 'warning'

/** How many checks, not how many of their subjects: twenty links that nobody opened are one thing to see to. */
export const alarmedChecks = (items: readonly TrackingCheck[]): number =>
  new Set(items.filter((item) => isAlarm(item.state)).map((item) => item.code)).size
