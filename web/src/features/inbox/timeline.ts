import type { AuditEvent } from '@/api/conversations'
import type { Message } from '@/api/messages'

/** A thread as it is read: days, bubbles in groups, and what was done in between. */
export type TimelineItem =
  | { type: 'day'; key: string; day: string }
  | { type: 'message'; key: string; message: Message; first: boolean; last: boolean }
  | { type: 'event'; key: string; event: AuditEvent }

const groupMs = 5 * 60_000
/** Kinds that stand by themselves, across the thread. */
const notices = new Set(['system', 'request_welcome'])

export const isNotice = (message: Message) => notices.has(message.kind)

function together(one: Message | undefined, next: Message): boolean {
  if (!one || isNotice(one) || isNotice(next)) return false
  return (
    one.direction === next.direction &&
    one.author === next.author &&
    one.user_id === next.user_id &&
    Date.parse(next.sent_at) - Date.parse(one.sent_at) < groupMs
  )
}

interface Dated {
  at: number
  message?: Message
  event?: AuditEvent
}

/** At the same moment: the beginning, then what was written, then what was done. */
const rank = ({ event }: Dated) => (event ? (event.kind === 'opened' ? 0 : 2) : 1)

/**
 * Merges messages (in order) with events by time. While older messages are still on the server, so
 * are the events among them.
 */
function merge(messages: readonly Message[], events: readonly AuditEvent[], complete: boolean): Dated[] {
  const from = complete ? Number.NEGATIVE_INFINITY : Date.parse(messages[0]?.sent_at ?? '')
  const dated: Dated[] = messages.map((message) => ({ at: Date.parse(message.sent_at), message }))
  for (const event of events) {
    const at = Date.parse(event.at)
    if (at >= from) dated.push({ at, event })
  }
  return dated.sort((a, b) => a.at - b.at || rank(a) - rank(b))
}

export function timeline(
  messages: readonly Message[],
  events: readonly AuditEvent[],
  complete: boolean,
  dayOf: (instant: string) => string,
): TimelineItem[] {
  const items: TimelineItem[] = []
  let day = ''
  let before: (TimelineItem & { type: 'message' }) | undefined
  for (const { message, event } of merge(messages, events, complete)) {
    const today = dayOf(message?.sent_at ?? event?.at ?? '')
    if (today !== day) {
      items.push({ type: 'day', key: `day-${today}`, day: today })
      day = today
      before = undefined
    }
    if (event) {
      items.push({ type: 'event', key: event.id, event })
      before = undefined
      continue
    }
    if (!message) continue
    const joined = before !== undefined && together(before.message, message)
    if (before && joined) before.last = false
    before = { type: 'message', key: message.id, message, first: !joined, last: true }
    items.push(before)
  }
  return items
}
