import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { IconInbox, IconSearchOff } from '@tabler/icons-react'
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useTranslation } from 'react-i18next'
import type { Conversation, useConversationList } from '@/api/conversations'
import { EmptyState, InlineError, Skeletons } from '@/components/States'
import { isFiltered, tabOf, withoutFilters } from '../search'
import { useNow } from '../useNow'
import { useInboxAddress } from '../useOpenConversation'
import { ConversationRow } from './ConversationRow'
import type { Selection } from './selection'
import classes from './list.module.css'

const rowHeight = 82
const loadAhead = 12

interface ConversationListProps {
  list: ReturnType<typeof useConversationList>
  items: readonly Conversation[] | undefined
  openId: string | undefined
  selection: Selection
}

export function ConversationList({ list, items, openId, selection }: ConversationListProps) {
  if (!items) {
    return (
      <div className={classes.waiting}>
        {list.error ? <InlineError error={list.error} onRetry={() => void list.refetch()} /> : <Skeletons count={8} />}
      </div>
    )
  }
  if (items.length === 0) return <NothingFound />
  return <Rows list={list} items={items} openId={openId} selection={selection} />
}

function NothingFound() {
  const { t } = useTranslation(['inbox', 'common'])
  const { search, narrow } = useInboxAddress()
  const tab = tabOf(search)
  if (search.q !== undefined && tab !== 'all') {
    return (
      <EmptyState
        icon={IconSearchOff}
        title={t('list.nothingHere', { tab: t(`tabs.${tab}`) })}
        action={
          <Button variant="default" size="sm" onClick={() => narrow({ ...search, status: 'all' })}>
            {t('list.searchAll')}
          </Button>
        }
      />
    )
  }
  if (search.q !== undefined || isFiltered(search)) {
    return (
      <EmptyState
        icon={IconSearchOff}
        title={t('common:states.noResults')}
        action={
          <Button variant="default" size="sm" onClick={() => narrow({ ...withoutFilters(search), q: undefined })}>
            {t('common:actions.clearFilters')}
          </Button>
        }
      >
        {t('common:states.noResultsHint')}
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={IconInbox} title={t(`empty.${tab}.title`)}>
      {t(`empty.${tab}.text`)}
    </EmptyState>
  )
}

/**
 * Only the rows in sight are in the page. Rows are keyed by conversation and the one with the focus
 * stays in the page wherever new messages move it, so the focus survives every reordering.
 */
function Rows({ list, items, openId, selection }: ConversationListProps & { items: readonly Conversation[] }) {
  const { t } = useTranslation('inbox')
  const { open } = useInboxAddress()
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const inside = useRef(false)
  const [focused, setFocused] = useState<string>()
  const kept = items.findIndex((one) => one.id === (focused ?? openId))
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range)
      return kept < 0 || shown.includes(kept) ? shown : [...shown, kept].sort((a, b) => a - b)
    },
    [kept],
  )
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 6,
    initialRect: { width: 340, height: 640 },
    rangeExtractor,
  })
  const rows = virtual.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= items.length - loadAhead) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, items.length])

  const focusRow = useCallback(
    (id: string) => scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
    [],
  )
  // Moving a row in the page takes the focus from it; it is given back before anything is painted.
  useLayoutEffect(() => {
    if (inside.current && focused !== undefined && document.activeElement === document.body) focusRow(focused)
  })
  const { picking } = selection
  const onPick = (id: string, range: boolean) => selection.toggle(id, range)
  const move = (event: React.KeyboardEvent) => {
    if (picking && (event.ctrlKey || event.metaKey) && event.key === 'a') {
      event.preventDefault()
      return selection.all()
    }
    if (picking && event.key === 'Escape') return selection.stop()
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -items.length, End: items.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.min(Math.max(Math.max(kept, 0) + step, 0), items.length - 1)
    const id = items[next]?.id
    if (id === undefined) return
    if (picking && event.shiftKey) selection.toggle(id, true)
    setFocused(id)
    virtual.scrollToIndex(next)
    requestAnimationFrame(() => focusRow(id))
  }
  const entrance = kept >= 0 ? items[kept]?.id : items[0]?.id
  return (
    <div
      ref={scroller}
      className={classes.scroll}
      onKeyDown={move}
      onFocus={(event) => {
        inside.current = true
        setFocused(event.target.closest<HTMLElement>('[data-id]')?.dataset.id)
      }}
      onBlur={(event) => {
        // Without a new holder the row itself was moved, not left.
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) inside.current = false
      }}
    >
      <ul className={classes.rows} style={{ height: virtual.getTotalSize() }} aria-label={t('list.label')}>
        {rows.map((row) => {
          const conversation = items[row.index]
          if (!conversation) return null
          return (
            <li
              key={row.key}
              className={classes.item}
              style={{ height: row.size, transform: `translateY(${row.start}px)` }}
              aria-setsize={list.hasNextPage ? -1 : items.length}
              aria-posinset={row.index + 1}
            >
              <ConversationRow
                conversation={conversation}
                current={conversation.id === openId}
                reachable={conversation.id === entrance}
                now={now}
                onOpen={open}
                picked={picking ? selection.ids.includes(conversation.id) : undefined}
                onPick={onPick}
              />
            </li>
          )
        })}
      </ul>
      {list.isFetchNextPageError && (
        <div className={classes.more}>
          <InlineError error={list.error} onRetry={() => void fetchNextPage()} />
        </div>
      )}
    </div>
  )
}
