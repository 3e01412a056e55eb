import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowDown, IconEyeOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useEvents, type Conversation } from '@/api/conversations'
import { useMessages } from '@/api/messages'
import { asProblem } from '@/api/problem'
import { EmptyState, InlineError, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { usePending } from '../outbox'
import { isNotice, timeline } from '../timeline'
import { Bubble } from './Bubble'
import { PendingBubble } from './PendingBubble'
import { answerable, useJump, useReplyShortcut, walkReplies } from './replies'
import { DayPill, EventLine, NoticeLine } from './lines'
import classes from './thread.module.css'

const nearEnd = 80
const loadAhead = 240

export function MessageLog({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('inbox')
  const { id } = conversation
  const thread = useMessages(id)
  const pending = usePending(id)
  const events = useEvents(id).data
  const { dayOf } = useFormat()
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = thread
  const messages = useMemo(() => thread.data?.pages.flatMap((page) => page.items).reverse(), [thread.data])
  const items = useMemo(
    () => (messages ? timeline(messages, events ?? [], !hasNextPage, dayOf) : []),
    [messages, events, hasNextPage, dayOf],
  )
  const loadOlder = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const lastKey = pending.at(-1)?.key ?? items.at(-1)?.key
  const { log, missed, onScroll, toEnd } = useFollowing(lastKey, messages?.[0]?.id, loadOlder, pending.length)

  const [wanted, jump] = useJump(log, messages, loadOlder, hasNextPage)
  const stopId = messages?.findLast(answerable)?.id
  useReplyShortcut(messages)

  if (thread.error && asProblem(thread.error).status === 403) return <ClosedToRole />
  if (!messages) {
    return (
      <div className={classes.log}>
        {thread.error ? <InlineError error={thread.error} onRetry={() => void thread.refetch()} /> : <Skeletons count={5} />}
      </div>
    )
  }
  return (
    <div className={classes.logFrame}>
      {/* Focusable, because a person without a mouse has to scroll it. */}
      <div ref={log} className={classes.log} role="log" tabIndex={0} aria-label={t('thread.log')} aria-busy={wanted !== undefined} onScroll={onScroll} onKeyDown={walkReplies}>
        {hasNextPage && (
          <Button variant="subtle" size="sm" className={classes.older} loading={isFetchingNextPage} onClick={loadOlder}>
            {t('thread.older')}
          </Button>
        )}
        {items.map((item) => {
          if (item.type === 'day') return <DayPill key={item.key} day={item.day} />
          if (item.type === 'event') return <EventLine key={item.key} event={item.event} />
          if (isNotice(item.message)) return <NoticeLine key={item.key} message={item.message} />
          return (
            <Bubble
              key={item.key}
              message={item.message}
              first={item.first}
              last={item.last}
              stop={item.message.id === stopId}
              onJump={jump}
              conversationId={id}
            />
          )
        })}
        {pending.map((item) => (
          <PendingBubble key={item.key} item={item} conversationId={id} />
        ))}
      </div>
      {missed && (
        <Button
          variant="default"
          size="sm"
          className={classes.toEnd}
          leftSection={<IconArrowDown size={16} aria-hidden />}
          onClick={toEnd}
        >
          {t('thread.newMessages')}
        </Button>
      )}
    </div>
  )
}

/** Marketing sees where a conversation came from and how it ended, never what was said. */
function ClosedToRole() {
  const { t } = useTranslation('inbox')
  return (
    <div className={classes.log}>
      <EmptyState icon={IconEyeOff} title={t('thread.private')}>
        {t('thread.privateHint')}
      </EmptyState>
    </div>
  )
}

/** What is being read: the first element in sight and how far below the edge it begins. */
interface Anchor {
  element: HTMLElement
  below: number
}

function anchorIn(log: HTMLElement): Anchor | undefined {
  for (const element of log.children) {
    if (!(element instanceof HTMLElement)) continue
    if (element.offsetTop + element.offsetHeight > log.scrollTop) return { element, below: element.offsetTop - log.scrollTop }
  }
  return undefined
}

/**
 * Stays at the end while new messages come, unless somebody reads further up; then says that there
 * are new ones. Whatever comes or goes above does not move what is being read.
 */
function useFollowing(last: string | undefined, oldest: string | undefined, loadOlder: () => void, pendingCount: number) {
  const log = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const anchor = useRef<Anchor>(undefined)
  const before = useRef({ last, pendingCount })
  const [missed, setMissed] = useState(false)

  const toEnd = useCallback(() => {
    const element = log.current
    if (element) element.scrollTop = element.scrollHeight
    atEnd.current = true
    setMissed(false)
  }, [])

  useLayoutEffect(() => {
    const element = log.current
    if (!element) return
    const was = before.current
    if (pendingCount > was.pendingCount) atEnd.current = true
    if (atEnd.current) element.scrollTop = element.scrollHeight
    else if (anchor.current?.element.isConnected) {
      element.scrollTop = anchor.current.element.offsetTop - anchor.current.below
    }
    if (was.last !== undefined && was.last !== last && !atEnd.current) setMissed(true)
    before.current = { last, pendingCount }
  }, [last, oldest, pendingCount])

  // The composer grows and banners come: what stood at the end stays there.
  const shown = last !== undefined
  useEffect(() => {
    const element = log.current
    if (!element || !shown) return
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [shown])

  const onScroll = () => {
    const element = log.current
    if (!element) return
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
    anchor.current = anchorIn(element)
    if (atEnd.current) setMissed(false)
    if (element.scrollTop < loadAhead) loadOlder()
  }
  return { log, missed, onScroll, toEnd }
}
