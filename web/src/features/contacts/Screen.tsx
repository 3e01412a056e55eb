import '@/controls.css'
import { Button } from '@mantine/core'
import { IconSearch, IconUsersGroup } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { peopleQuery, proposalsQuery } from '@/api/people'
import { useRole } from '@/api/session'
import { Card, Page } from '@/components/Page'
import { SearchField } from '@/components/SearchField'
import { EmptyState, InlineError, Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { PeopleTable } from './PeopleTable'
import { ProposalCard } from './ProposalCard'
import type { ContactsSearch } from './search'
import classes from './contacts.module.css'

const route = getRouteApi('/app/contatos')

/** Everybody who ever wrote, and those of them who are probably one person. */
export default function ContactsScreen() {
  const { t } = useTranslation('contacts')
  const search = route.useSearch()
  return (
    <Page title={t('title')} lead={t('lead')} below={<Filters />}>
      {search.view === 'proposals' ? <Proposals /> : <People />}
    </Page>
  )
}

function Filters() {
  const { t } = useTranslation('contacts')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const leads = useRole('admin', 'manager')
  const open = useInfiniteQuery(proposalsQuery(undefined, leads)).data?.pages[0]?.total ?? 0
  const views: { view: ContactsSearch['view']; label: string; count?: number }[] = [
    { view: undefined, label: t('view.all') },
    ...(leads ? [{ view: 'proposals' as const, label: t('view.proposals'), count: open }] : []),
    { view: 'excluded', label: t('view.excluded') },
  ]
  return (
    <div className={classes.filters}>
      <nav className={classes.views} aria-label={t('view.label')}>
        {views.map(({ view, label, count }) => (
          <Link
            key={label}
            to="/contatos"
            search={{ view, q: view === 'proposals' ? undefined : search.q }}
            className={classes.view}
            aria-current={search.view === view ? 'page' : undefined}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {label}
            {count !== undefined && count > 0 && <span className={classes.count}>{count}</span>}
          </Link>
        ))}
      </nav>
      {search.view !== 'proposals' && (
        <div role="search" className={classes.search}>
          <SearchField
            label={t('search')}
            value={search.q}
            onChange={(q) => void navigate({ search: (now) => ({ ...now, q }), replace: true, resetScroll: false })}
          />
        </div>
      )}
    </div>
  )
}

function People() {
  const { t } = useTranslation(['contacts', 'common'])
  const format = useFormat()
  const search = route.useSearch()
  const navigate = useNavigate()
  const query = useInfiniteQuery(peopleQuery({ q: search.q, excluded: search.view === 'excluded' ? 'true' : undefined }))
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items)
        const total = pages[0]?.total ?? rows.length
        if (rows.length === 0)
          return (
            <Card>
              <Nothing />
            </Card>
          )
        return (
          <div className={classes.list} data-stale={query.isPlaceholderData || undefined}>
            <p className={classes.total} role="status">
              {t('count', { count: total, number: format.number(total) })}
            </p>
            <Card flush>
              <PeopleTable rows={rows} onOpen={({ id }) => void navigate({ to: '/contatos/$id', params: { id } })} />
            </Card>
            {query.hasNextPage && (
              <Button variant="default" className={classes.more} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('common:actions.loadMore')}
              </Button>
            )}
          </div>
        )
      }}
    </Loaded>
  )
}

function Nothing() {
  const { t } = useTranslation(['contacts', 'common'])
  const { q, view } = route.useSearch()
  const navigate = route.useNavigate()
  if (q !== undefined)
    return (
      <EmptyState
        icon={IconSearch}
        title={t('common:states.noResults')}
        action={<Button onClick={() => void navigate({ search: { view } })}>{t('common:actions.clearFilters')}</Button>}
      >
        {t('noResultsHint')}
      </EmptyState>
    )
  if (view === 'excluded')
    return (
      <EmptyState icon={IconUsersGroup} title={t('emptyExcluded')}>
        {t('emptyExcludedHint')}
      </EmptyState>
    )
  return (
    <EmptyState icon={IconUsersGroup} title={t('empty')}>
      {t('emptyHint')}
    </EmptyState>
  )
}

function Proposals() {
  const { t } = useTranslation(['contacts', 'common'])
  const query = useInfiniteQuery(proposalsQuery())
  if (query.data === undefined)
    return query.error ? (
      <InlineError error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeletons shape="chart" count={2} />
    )
  const pairs = query.data.pages.flatMap((page) => page.items)
  if (pairs.length === 0)
    return (
      <Card>
        <EmptyState icon={IconUsersGroup} title={t('proposal.none')}>
          {t('proposal.noneHint')}
        </EmptyState>
      </Card>
    )
  return (
    <div className={classes.list}>
      <p className={classes.total}>{t('proposal.lead')}</p>
      {pairs.map((pair) => (
        <ProposalCard key={pair.id} pair={pair} />
      ))}
      {query.hasNextPage && (
        <Button variant="default" className={classes.more} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common:actions.loadMore')}
        </Button>
      )}
    </div>
  )
}
