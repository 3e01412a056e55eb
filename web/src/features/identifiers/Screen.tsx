import '@/controls.css'
import { lazy, Suspense, useCallback, useState } from 'react'
import { Button } from '@mantine/core'
import { IconFileImport, IconFingerprint, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { identifiersQuery, useIdentifiers, type EntryIdentifier } from '@/api/identifiers'
import { funnelQuery } from '@/api/reports'
import { useRole } from '@/api/session'
import { Card, Page } from '@/components/Page'
import { matchesSearch } from '@/components/SearchField'
import { EmptyState, InlineError, Loaded, Skeletons } from '@/components/States'
import { periodFrom, useFormat } from '@/format'
import { countedBy, type Counted } from './figures'
import { Filters } from './Filters'
import { Grouped } from './Grouped'
import { IdentifierTable } from './IdentifierTable'
import type { IdentifiersSearch } from './search'
import { SelectionBar } from './SelectionBar'
import classes from './identifiers.module.css'

const EditDrawer = lazy(async () => ({ default: (await import('./EditDrawer')).EditDrawer }))
const ManyDrawer = lazy(() => import('./ManyDrawer'))
const MergeDialog = lazy(() => import('./MergeDialog'))
const SourcesDrawer = lazy(() => import('./sources/SourcesDrawer'))

const route = getRouteApi('/app/identificadores')

/** Every ad, link and hashtag that conversations came in by, what came of them, and the names given to them. */
export default function IdentifiersScreen() {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayEdit = useRole('admin', 'manager', 'marketing')
  const period = periodFrom(search, format.today())
  const change = useCallback(
    (changes: Partial<IdentifiersSearch>) =>
      void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false }),
    [navigate],
  )
  // Who answers all day sees the own row of reports only: there all conversations are shown instead.
  const report = useQuery({
    ...funnelQuery({ ...period, date_basis: 'entry', entry_kind: search.kind }, 'entry_identifier'),
    enabled: mayEdit,
  })
  const counted = countedBy(mayEdit ? (report.data?.rows ?? []) : undefined)
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        mayEdit && (
          <Button variant="default" leftSection={<IconFileImport size={17} aria-hidden />} onClick={() => change({ names: 'file' })}>
            {t('sources.title')}
          </Button>
        )
      }
      below={<Filters search={search} period={mayEdit ? period : undefined} onChange={change} />}
    >
      {report.error && <InlineError error={report.error} onRetry={() => void report.refetch()} />}
      {search.view === 'campaign' ? <ByCampaign search={search} counted={counted} /> : <List search={search} counted={counted} mayEdit={mayEdit} />}
      <Suspense>{mayEdit && search.names && <SourcesDrawer part={search.names} onPart={(names) => change({ names })} onClose={() => change({ names: undefined })} />}</Suspense>
    </Page>
  )
}

interface PartProps {
  search: IdentifiersSearch
  counted: (row: EntryIdentifier) => Counted
}

const isFiltered = ({ q, kind, campaign }: IdentifiersSearch) => q !== undefined || kind !== undefined || campaign !== undefined

function ByCampaign({ search, counted }: PartProps) {
  const all = useIdentifiers()
  return (
    <Loaded query={all} skeleton={<Skeletons shape="cards" count={3} />}>
      {(identifiers) => {
        const rows = identifiers.filter(
          (row) =>
            (search.kind === undefined || row.kind === search.kind) &&
            (search.campaign === undefined || !row.campaign) &&
            matchesSearch(search.q, row.label, row.key, row.campaign, row.ad_set, row.ad, row.site),
        )
        return rows.length === 0 ? <Nothing filtered={isFiltered(search)} /> : <Grouped rows={rows} counted={counted} />
      }}
    </Loaded>
  )
}

type Opened = { part: 'many' | 'merge' } | { part: 'edit'; row: EntryIdentifier; focus?: 'campaign' | undefined }

function List({ search, counted, mayEdit }: PartProps & { mayEdit: boolean }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  const query = useInfiniteQuery(identifiersQuery({ kind: search.kind, q: search.q, campaign: search.campaign }))
  const [chosen, setChosen] = useState<ReadonlyMap<string, EntryIdentifier>>(new Map())
  const [opened, setOpened] = useState<Opened>()
  if (query.data === undefined) return query.error ? <InlineError error={query.error} onRetry={() => void query.refetch()} /> : <Skeletons />
  const rows = query.data.pages.flatMap((page) => page.items)
  if (rows.length === 0) return <Nothing filtered={isFiltered(search)} />
  const total = query.data.pages[0]?.total ?? rows.length
  const close = () => setOpened(undefined)
  const done = () => {
    close()
    setChosen(new Map())
  }
  const select = (ids: readonly string[], wanted: boolean) =>
    setChosen((before) => {
      const after = new Map(before)
      for (const row of rows) if (ids.includes(row.id)) wanted ? after.set(row.id, row) : after.delete(row.id)
      return after
    })
  const actions = {
    selected: new Set(chosen.keys()),
    onSelect: select,
    onEdit: (row: EntryIdentifier, focus?: 'campaign') => setOpened({ part: 'edit', row, focus }),
  }
  const picked = [...chosen.values()]
  return (
    <div className={classes.list} data-stale={query.isPlaceholderData || undefined}>
      <p className={classes.count} role="status">
        {t('count', { count: total, number: format.number(total) })}
      </p>
      {picked.length > 0 && (
        <SelectionBar
          chosen={picked}
          onName={() => setOpened({ part: 'many' })}
          onMerge={() => setOpened({ part: 'merge' })}
          onClear={() => setChosen(new Map())}
        />
      )}
      <Card flush>
        <IdentifierTable rows={rows} counted={counted} actions={mayEdit ? actions : undefined} />
      </Card>
      {query.hasNextPage && (
        <Button variant="default" className={classes.more} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common:actions.loadMore')}
        </Button>
      )}
      <Suspense>
        {opened?.part === 'edit' && <EditDrawer identifier={opened.row} focus={opened.focus} onClose={close} />}
        {opened?.part === 'many' && <ManyDrawer ids={[...chosen.keys()]} onClose={close} onDone={done} />}
        {opened?.part === 'merge' && <MergeDialog identifiers={picked} onClose={close} onDone={done} />}
      </Suspense>
    </div>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const navigate = route.useNavigate()
  return (
    <Card>
      {filtered ? (
        <EmptyState
          icon={IconSearch}
          title={t('common:states.noResults')}
          action={<Button onClick={() => void navigate({ search: {} })}>{t('common:actions.clearFilters')}</Button>}
        >
          {t('common:states.noResultsHint')}
        </EmptyState>
      ) : (
        <EmptyState
          icon={IconFingerprint}
          title={t('empty')}
          action={
            <Button component={Link} to="/links">
              {t('emptyAction')}
            </Button>
          }
        >
          {t('emptyHint')}
        </EmptyState>
      )}
    </Card>
  )
}
