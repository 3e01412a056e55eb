import '@/controls.css'
import { useEffect, useState } from 'react'
import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFingerprint, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { identifierKinds, identifiersQuery, type EntryIdentifier } from '@/api/identifiers'
import { useRole } from '@/api/session'
import { originColor } from '@/components/Chips'
import { Card, Page } from '@/components/Page'
import { EmptyState, InlineError, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { EditDrawer } from './EditDrawer'
import { IdentifierTable } from './IdentifierTable'
import type { IdentifiersSearch } from './search'
import classes from './identifiers.module.css'

const route = getRouteApi('/app/identificadores')

/** Every ad, link and hashtag that conversations came in by, and the names given to them. */
export default function IdentifiersScreen() {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  const search = route.useSearch()
  const query = useInfiniteQuery(identifiersQuery({ kind: search.kind, q: search.q }))
  const mayEdit = useRole('admin', 'manager', 'marketing')
  const [edited, setEdited] = useState<EntryIdentifier>()
  const rows = query.data?.pages.flatMap((page) => page.items) ?? []
  const total = query.data?.pages[0]?.total ?? rows.length
  const filtered = search.q !== undefined || search.kind !== undefined
  return (
    <Page title={t('title')} lead={t('lead')} below={<Filters />}>
      {query.data === undefined ? (
        query.error ? (
          <InlineError error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeletons />
        )
      ) : rows.length === 0 ? (
        <Card>
          <Nothing filtered={filtered} />
        </Card>
      ) : (
        <div className={classes.list} data-stale={query.isPlaceholderData || undefined}>
          <p className={classes.count} role="status">
            {t('count', { count: total, number: format.number(total) })}
          </p>
          <Card flush>
            <IdentifierTable rows={rows} {...(mayEdit ? { onEdit: setEdited } : {})} />
          </Card>
          {query.hasNextPage && (
            <Button variant="default" className={classes.more} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('common:actions.loadMore')}
            </Button>
          )}
        </div>
      )}
      <EditDrawer identifier={edited} known={rows} onClose={() => setEdited(undefined)} />
    </Page>
  )
}

function Filters() {
  const { t } = useTranslation(['identifiers', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(search.q ?? '')
  const set = (changes: Partial<IdentifiersSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false })
  const searchFor = useDebouncedCallback((q: string) => set({ q: q.trim() || undefined }), 250)
  // The address may change without the field: back, or a link to this screen.
  useEffect(() => setTyped((now) => (now.trim() === (search.q ?? '') ? now : (search.q ?? ''))), [search.q])
  return (
    <div className={classes.filters} role="search">
      <TextInput
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
        className={classes.search}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          searchFor(event.currentTarget.value)
        }}
      />
      <Select
        aria-label={t('kind')}
      comboboxProps={{ withinPortal: false }}
      withScrollArea={false}
        placeholder={t('allKinds')}
        className={classes.kind}
        clearable
        clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
        value={search.kind ?? null}
        onChange={(kind) => set({ kind: kind ?? undefined })}
        data={identifierKinds.map((kind) => ({ value: kind, label: t(`common:origin.${kind}`) }))}
        renderOption={({ option }) => (
          <span className={classes.option}>
            <span className={classes.dot} style={{ background: originColor(option.value) }} aria-hidden />
            {option.label}
          </span>
        )}
      />
    </div>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const navigate = route.useNavigate()
  if (filtered)
    return (
      <EmptyState
        icon={IconSearch}
        title={t('common:states.noResults')}
        action={<Button onClick={() => void navigate({ search: {} })}>{t('common:actions.clearFilters')}</Button>}
      >
        {t('common:states.noResultsHint')}
      </EmptyState>
    )
  return (
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
  )
}
