import { lazy, Suspense, useEffect, useState } from 'react'
import { ActionIcon, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter, IconMessagePlus, IconSearch, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LiveDot } from '@/components/LiveDot'
import { useShortcut } from '@/components/shortcuts'
import { Skeletons } from '@/components/States'
import { useConversationList } from '@/api/conversations'
import { isFiltered, isUnclassified, listFilter } from '../search'
import { useWorksConversations } from '@/api/session'
import { useInboxAddress } from '../useOpenConversation'
import { ConversationList } from './ConversationList'
import { InboxTabs, panelId } from './InboxTabs'
import { ListSummary } from './ListSummary'
import { useSelection } from './selection'
import classes from './list.module.css'

const FilterForm = lazy(() => import('./FilterForm'))
const FilterChips = lazy(async () => ({ default: (await import('./FilterChips')).FilterChips }))
const SelectionBar = lazy(() => import('./SelectionBar'))
const typingMs = 250

interface ListColumnProps {
  /** Filled with the ids of the list in their order, for the keys that walk it. */
  order: React.RefObject<readonly string[]>
  onStart: () => void
}

export function ListColumn({ order, onStart }: ListColumnProps) {
  const { t } = useTranslation('inbox')
  const { id, search } = useInboxAddress()
  const works = useWorksConversations()
  const [choosing, setChoosing] = useState(false)
  const list = useConversationList(listFilter(search))
  const items = list.data?.pages.flatMap((page) => page.items)
  const selection = useSelection(items?.map((one) => one.id) ?? [])
  const { start, stop } = selection
  useShortcut('Alt+X', t('shortcuts.select'), selection.picking ? stop : start, { enabled: works })
  // Another list is another choice.
  const shown = JSON.stringify(listFilter(search))
  useEffect(() => stop, [shown, stop])
  useEffect(() => {
    order.current = items?.map((one) => one.id) ?? []
  })
  return (
    <section className={classes.column} aria-label={t('list.label')}>
      <div className={classes.head}>
        <div className={classes.titleRow}>
          <p className={classes.title} aria-hidden>
            {t('title')}
          </p>
          <LiveDot />
          {works && (
            <ActionIcon aria-label={t('start.title')} title={t('start.title')} onClick={onStart} ml="auto">
              <IconMessagePlus size={20} stroke={1.75} aria-hidden />
            </ActionIcon>
          )}
        </div>
        <div className={classes.searchRow}>
          <SearchField />
          <ActionIcon
            className={classes.filterButton}
            aria-label={t('filters.title')}
            title={t('filters.title')}
            aria-expanded={choosing}
            data-active={isFiltered(search) || undefined}
            onClick={() => setChoosing((now) => !now)}
          >
            <IconFilter size={19} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
        {choosing && (
          <Suspense fallback={<Skeletons shape="form" count={2} />}>
            <FilterForm />
          </Suspense>
        )}
        <InboxTabs />
      </div>
      <div className={classes.panel} id={panelId} role="tabpanel" aria-label={t('list.label')}>
        {isFiltered(search) && !isUnclassified(search) && (
          <Suspense fallback={<div className={classes.chipsToCome} />}>
            <FilterChips first={items?.[0]} />
          </Suspense>
        )}
        <ListSummary total={list.data?.pages[0]?.total} picking={selection.picking} onPick={works ? (selection.picking ? stop : start) : undefined} />
        <ConversationList key={shown} list={list} items={items} openId={id} selection={selection} />
        {selection.picking && items && (
          <Suspense>
            <SelectionBar selection={selection} items={items} />
          </Suspense>
        )}
      </div>
    </section>
  )
}

/** Name, phone or protocol. The address follows once the typing rests. */
function SearchField() {
  const { t } = useTranslation(['inbox', 'common'])
  const { search, narrow } = useInboxAddress()
  const [typed, setTyped] = useState(search.q ?? '')
  const given = search.q ?? ''
  // The address may change by itself: back, a chip taken away, another screen.
  useEffect(() => setTyped((now) => (now.trim() === given ? now : given)), [given])
  const apply = useDebouncedCallback((text: string) => narrow({ ...search, q: text.trim() || undefined }), typingMs)
  const change = (text: string) => {
    setTyped(text)
    apply(text)
  }
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={t('list.search')}
      placeholder={t('list.search')}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && change('')}
      leftSection={<IconSearch size={17} stroke={1.75} aria-hidden />}
      rightSection={
        typed !== '' && (
          <ActionIcon size={28} aria-label={t('common:actions.clear')} onClick={() => change('')}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )
      }
    />
  )
}
