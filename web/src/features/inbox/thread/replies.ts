import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/api/messages'
import { useShortcut } from '@/components/shortcuts'
import { toast } from '@/components/toast'
import { isNotice } from '../timeline'
import { useComposing } from './composing'

export const answerable = (message: Message) =>
  message.direction !== 'internal' && message.revoked_at == null && message.status !== 'failed' && !isNotice(message)

/** One tab stop for all answering buttons; the arrows walk through the messages. */
export function walkReplies(event: React.KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  const from = event.target
  if (by === 0 || !(from instanceof HTMLElement) || from.dataset.reply === undefined) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-reply]')]
  const next = all[all.indexOf(from) + by]
  event.preventDefault()
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** Alt+Q answers the contact's latest message; pressed again, the one before. */
export function useReplyShortcut(messages: readonly Message[] | undefined): void {
  const { t } = useTranslation('thread')
  const composing = useComposing()
  const next = () => {
    const those = messages?.filter((one) => one.direction === 'in' && answerable(one)) ?? []
    const place = those.findIndex(({ id }) => id === composing?.replyTo?.message_id)
    const message = those.at(place === -1 ? -1 : place - 1)
    if (message) composing?.reply(message)
  }
  useShortcut('Alt+Q', t('reply.shortcut'), next, { enabled: composing !== undefined })
}

/** Leads to a message of the thread, reading older ones until it is there. */
export function useJump(
  log: RefObject<HTMLElement | null>,
  messages: readonly Message[] | undefined,
  loadOlder: () => void,
  more: boolean,
): [string | undefined, (messageId: string) => void] {
  const { t } = useTranslation('thread')
  const [wanted, setWanted] = useState<string>()
  const missing = useRef('')
  missing.current = t('reply.missing')
  useEffect(() => {
    if (wanted === undefined || !messages) return
    const found = log.current?.querySelector<HTMLElement>(`#${CSS.escape(`m-${wanted}`)}`)
    if (!found && more) return loadOlder()
    setWanted(undefined)
    if (!found) return toast.info(missing.current)
    found.scrollIntoView({ block: 'center' })
    found.tabIndex = -1
    found.focus({ preventScroll: true })
    found.dataset.found = ''
    setTimeout(() => delete found.dataset.found, 1600)
  }, [wanted, messages, more, loadOlder, log])
  return [wanted, useCallback((messageId: string) => setWanted(messageId), [])]
}
