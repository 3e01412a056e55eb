/** Until when free text may be sent: 24 hours after the contact's last message. */
export type SendingWindow =
  | { state: 'open'; secondsLeft: number; closing: boolean }
  | { state: 'closed' }
  /** The contact never wrote: only an approved template may begin. */
  | { state: 'never' }

const soon = 2 * 3600

export function sendingWindow(until: string | null, now: number): SendingWindow {
  if (until === null) return { state: 'never' }
  const secondsLeft = Math.floor((Date.parse(until) - now) / 1000)
  return secondsLeft <= 0 ? { state: 'closed' } : { state: 'open', secondsLeft, closing: secondsLeft < soon }
}
