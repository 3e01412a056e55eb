import { Suspense, useCallback, useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconLink, IconPlus, IconSearch, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useUpdateLink, type Link } from '@/api/links'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { Card } from '@/components/Page'
import { matchesSearch, SearchField } from '@/components/SearchField'
import { StackedTable } from '@/components/StackedTable'
import { EmptyState } from '@/components/States'
import { toast } from '@/components/toast'
import { useProblemText } from '@/components/problems'
import { LinkCard, useLinkColumns, type LinkActions } from './linkColumns'
import { later } from './later'
import type { LinksSearch } from './search'
import classes from './links.module.css'

const EditLink = later(async () => (await import('./EditLink')).EditLink)
const QrDialog = later(async () => (await import('./QrDialog')).QrDialog)

interface LinkListProps {
  links: readonly Link[]
  search: LinksSearch
  onSearch: (next: LinksSearch) => void
  /** Missing for who may only look. */
  onNew?: () => void
  onLike?: (id: string) => void
}

export function LinkList({ links, search, onSearch, onNew, onLike }: LinkListProps) {
  const { t } = useTranslation(['links', 'common'])
  const text = useProblemText()
  const update = useUpdateLink()
  const [editing, setEditing] = useState<Link>()
  const [shownQr, setShownQr] = useState<Link>()
  const [archiving, setArchiving] = useState<Link>()
  const onQuery = useCallback((q: string | undefined) => onSearch({ q }), [onSearch])

  const restore = (link: Link) =>
    update.mutate(
      { id: link.id, change: { archived: false } },
      { onSuccess: () => toast.success(t('restored')), onError: (error) => toast.error(text(error)) },
    )
  const actions: LinkActions = { mayChange: onNew !== undefined, onEdit: setEditing, onQr: setShownQr, onArchive: setArchiving, onRestore: restore, onLike }
  const columns = useLinkColumns(actions)
  const archived = search.archived === 'true'
  const inPlace = links.filter((link) => (link.archived_at !== null) === archived)
  const ofNumber = search.channel_id
  const rows = inPlace
    .filter((link) => ofNumber === undefined || link.channel_id === ofNumber)
    .filter((link) => search.made_by === undefined || link.made_by === search.made_by)
    .filter((link) => matchesSearch(search.q, link.name, link.site, link.slug, link.message))
  const somePublic = links.some((link) => link.made_by === 'public')
  const someArchived = links.some((link) => link.archived_at !== null)

  if (links.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={IconLink}
          title={t('empty.title')}
          {...(onNew ? { action: <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={onNew}>{t('empty.action')}</Button> } : {})}
        >
          {t('empty.text')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      <div className={classes.filters}>
        <SearchField label={t('search')} value={search.q} onChange={onQuery} />
        {someArchived && (
          <SegmentedControl
            aria-label={t('show.label')}
            data={[
              { value: 'active', label: t('show.active') },
              { value: 'archived', label: t('show.archived') },
            ]}
            value={archived ? 'archived' : 'active'}
            onChange={(value) => onSearch({ archived: value === 'archived' ? 'true' : undefined })}
          />
        )}
        {ofNumber !== undefined && (
          <Button variant="default" rightSection={<IconX size={16} aria-hidden />} onClick={() => onSearch({ channel_id: undefined })}>
            {t('ofNumber')}
          </Button>
        )}
        {somePublic && (
          <SegmentedControl
            aria-label={t('show.madeBy')}
            data={[
              { value: 'anywhere', label: t('show.anywhere') },
              { value: 'company', label: t('show.company') },
              { value: 'public', label: t('show.public') },
            ]}
            value={search.made_by ?? 'anywhere'}
            onChange={(value) => onSearch({ made_by: value === 'company' || value === 'public' ? value : undefined })}
          />
        )}
      </div>
      <Card flush>
        <StackedTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(link) => link.id}
          minWidth={1080}
          card={(link) => <LinkCard link={link} actions={actions} />}
          empty={
            <EmptyState icon={IconSearch} title={t('common:states.noResults')}>
              {t('common:states.noResultsHint')}
            </EmptyState>
          }
        />
      </Card>
      <Suspense>
        {editing && <EditLink key={editing.id} link={editing} sites={links.map((link) => link.site)} tags={links.flatMap((link) => link.tags)} onClose={() => setEditing(undefined)} />}
        {shownQr && <QrDialog link={shownQr} onClose={() => setShownQr(undefined)} />}
      </Suspense>
      <ConfirmDialog
        opened={archiving !== undefined}
        onClose={() => setArchiving(undefined)}
        title={t('archive.title')}
        confirmLabel={t('common:actions.archive')}
        onConfirm={() => update.mutateAsync({ id: archiving?.id ?? '', change: { archived: true } })}
      >
        {t('archive.text', { name: archiving?.name })}
      </ConfirmDialog>
    </>
  )
}
