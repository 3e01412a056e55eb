import { checkCodes, type CheckCode, type CheckState, type TrackingCheck, type TrackingHealth } from '@/api/tracking'
import { isAlarm } from '../alarms'

/** A check with everything it says, under the worst of its states. */
export interface CheckGroup {
  code: CheckCode
  state: CheckState
  items: TrackingCheck[]
}

const urgency: readonly CheckState[] = ['problem', 'warning', 'unknown', 'ok']

/** The checks in the order of urgency; of one that alarms only what alarms. */
export function groupsOf(items: readonly TrackingCheck[]): CheckGroup[] {
  const groups = checkCodes.flatMap((code) => {
    const own = items.filter((item) => item.code === code)
    const state = urgency.find((one) => own.some((item) => item.state === one))
    if (state === undefined) return []
    return [{ code, state, items: isAlarm(state) ? own.filter((item) => isAlarm(item.state)) : own }]
  })
  return urgency.flatMap((state) => groups.filter((group) => group.state === state))
}

/** Nothing happened yet that could be judged. */
export const isEmpty = ({ items, coverage }: TrackingHealth): boolean =>
  coverage.length === 0 && !items.some((item) => isAlarm(item.state))

/** The words of a finding: the key of its text, and the number that decides its plural. */
export function sayingOf({ code, subject, value }: TrackingCheck): { key: 'found' | 'stuck' | 'expired'; count: number } {
  const count = Math.round(value ?? 0)
  if (code === 'delivery_lag' && subject === null) return { key: 'stuck', count }
  if (code === 'token_expires' && (value ?? 0) < 0) return { key: 'expired', count }
  return { key: 'found', count }
}

/** A path of the server's, as the router takes it. */
export function placeOf(link: string): { path: string; query: string } {
  const [path = '/', query = ''] = link.split('?')
  return { path, query }
}
