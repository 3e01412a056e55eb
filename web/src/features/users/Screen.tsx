import '@/controls.css'
import { lazy, Suspense, useCallback, useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { inUse, useDepartments } from '@/api/departments'
import { useArchiveUser, useResetPassword, useUsers, type User, type UserWithLink } from '@/api/users'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { OneTimeSecret } from '@/components/OneTimeSecret'
import { Card, Page } from '@/components/Page'
import { matchesSearch, SearchField } from '@/components/SearchField'
import { StackedTable } from '@/components/StackedTable'
import { EmptyState, Loaded } from '@/components/States'
import type { UsersSearch } from './search'
import { UserCard, useUserColumns, type UserActions } from './userColumns'
import classes from './users.module.css'

const UserDrawer = lazy(async () => ({ default: (await import('./UserDrawer')).UserDrawer }))

const route = getRouteApi('/app/usuarios')

export default function UsersScreen() {
  const { t } = useTranslation(['users', 'common'])
  const users = useUsers()
  const [open, setOpen] = useState<User | 'new'>()
  const [made, setMade] = useState<UserWithLink & { purpose: 'invitation' | 'reset' }>()
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={() => setOpen('new')}>
          {t('invite')}
        </Button>
      }
    >
      <Loaded query={users}>
        {(all) => <UserList all={all} onEdit={setOpen} onReset={(link) => setMade({ ...link, purpose: 'reset' })} />}
      </Loaded>
      {open !== undefined && (
        <Suspense>
          <UserDrawer
            key={open === 'new' ? 'new' : open.id}
            user={open === 'new' ? undefined : open}
            onClose={() => setOpen(undefined)}
            onInvited={(link) => setMade({ ...link, purpose: 'invitation' })}
          />
        </Suspense>
      )}
      <OneTimeSecret
        value={made?.one_time_url ?? undefined}
        title={t(made?.purpose === 'reset' ? 'link.resetTitle' : 'link.inviteTitle', { name: made?.user.name })}
        copyLabel={t('link.copy')}
        onClose={() => setMade(undefined)}
      >
        {t('link.text', { name: made?.user.name })}
      </OneTimeSecret>
    </Page>
  )
}

interface UserListProps {
  all: readonly User[]
  onEdit: (user: User) => void
  onReset: (link: UserWithLink) => void
}

function UserList({ all, onEdit, onReset }: UserListProps) {
  const { t } = useTranslation(['users', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = useCallback(
    (next: UsersSearch) => void navigate({ search: (now: UsersSearch) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const onQuery = useCallback((q: string | undefined) => change({ q }), [change])
  const departments = useDepartments()
  const archive = useArchiveUser()
  const reset = useResetPassword()
  const [archiving, setArchiving] = useState<User>()
  const [resetting, setResetting] = useState<User>()
  const archived = search.archived === 'true'
  const inPlace = archived ? all.filter((user) => user.archived_at !== null) : inUse(all)
  const rows = inPlace.filter((user) => matchesSearch(search.q, user.name, user.email, t(`common:role.${user.role}`)))
  const actions: UserActions = { onEdit, onReset: setResetting, onArchive: setArchiving, departments: departments.data ?? [] }
  const columns = useUserColumns(actions)
  return (
    <>
      <div className={classes.filters}>
        <SearchField label={t('search')} value={search.q} onChange={onQuery} />
        {all.some((user) => user.archived_at !== null) && (
          <SegmentedControl
            aria-label={t('show.label')}
            data={[
              { value: 'active', label: t('show.active') },
              { value: 'archived', label: t('show.archived') },
            ]}
            value={archived ? 'archived' : 'active'}
            onChange={(value) => change({ archived: value === 'archived' ? 'true' : undefined })}
          />
        )}
      </div>
      <Card flush>
        <StackedTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(user) => user.id}
          minWidth={760}
          card={(user) => <UserCard user={user} actions={actions} />}
          empty={
            <EmptyState icon={IconSearch} title={t('common:states.noResults')}>
              {t('common:states.noResultsHint')}
            </EmptyState>
          }
        />
      </Card>
      <ConfirmDialog
        opened={archiving !== undefined}
        onClose={() => setArchiving(undefined)}
        title={t('archive.title', { name: archiving?.name })}
        confirmLabel={t('archive.confirm')}
        danger
        onConfirm={() => archive.mutateAsync(archiving?.id ?? '')}
      >
        {t('archive.text')}
      </ConfirmDialog>
      <ConfirmDialog
        opened={resetting !== undefined}
        onClose={() => setResetting(undefined)}
        title={t('reset.title', { name: resetting?.name })}
        confirmLabel={t('reset.confirm')}
        onConfirm={async () => onReset(await reset.mutateAsync(resetting?.id ?? ''))}
      >
        {t('reset.text')}
      </ConfirmDialog>
    </>
  )
}
