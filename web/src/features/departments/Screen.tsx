import '@/controls.css'
import { lazy, Suspense, useCallback, useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { inUse, useArchiveDepartment, useDepartments, useSwitchDepartments, type Department, type DepartmentSwitches } from '@/api/departments'
import { useUsers } from '@/api/users'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { Card, Page } from '@/components/Page'
import { matchesSearch, SearchField } from '@/components/SearchField'
import { StackedTable } from '@/components/StackedTable'
import { EmptyState, Loaded } from '@/components/States'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { RoutingCard } from './RoutingCard'
import { DepartmentCard, useDepartmentColumns, type DepartmentActions } from './departmentColumns'
import type { DepartmentsSearch } from './search'
import { SwitchBar } from './SwitchBar'
import classes from './departments.module.css'

const DepartmentDrawer = lazy(async () => ({ default: (await import('./DepartmentDrawer')).DepartmentDrawer }))

const route = getRouteApi('/app/departamentos')

export default function DepartmentsScreen() {
  const { t } = useTranslation(['departments', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = useCallback(
    (next: DepartmentsSearch) => void navigate({ search: (now: DepartmentsSearch) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const departments = useDepartments()
  const opened = departments.data?.find((department) => department.id === search.open)
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => change({ open: 'new' })}>
          {t('new')}
        </Button>
      }
    >
      <Loaded query={departments}>
        {(all) => (
          <>
            <DepartmentList all={all} search={search} onSearch={change} />
            <RoutingCard departments={inUse(all)} />
          </>
        )}
      </Loaded>
      {(search.open === 'new' || opened) && (
        <Suspense>
          <DepartmentDrawer
            key={search.open}
            department={opened}
            part={search.part ?? 'closing'}
            onPart={(part) => change({ part: part === 'closing' ? undefined : part })}
            onClose={() => change({ open: undefined, part: undefined })}
          />
        </Suspense>
      )}
    </Page>
  )
}

interface DepartmentListProps {
  all: readonly Department[]
  search: DepartmentsSearch
  onSearch: (next: DepartmentsSearch) => void
}

function DepartmentList({ all, search, onSearch }: DepartmentListProps) {
  const { t } = useTranslation(['departments', 'common'])
  const text = useProblemText()
  const users = useUsers()
  const archive = useArchiveDepartment()
  const switches = useSwitchDepartments()
  const [selected, setSelected] = useState<readonly string[]>([])
  const [archiving, setArchiving] = useState<Department>()
  const goTo = useNavigate()
  const onQuery = useCallback((q: string | undefined) => onSearch({ q }), [onSearch])

  const archived = search.archived === 'true'
  const inPlace = archived ? all.filter((department) => department.archived_at !== null) : inUse(all)
  const rows = inPlace.filter((department) => matchesSearch(search.q, department.name))
  const here = selected.filter((id) => rows.some((department) => department.id === id))
  const flip = (body: DepartmentSwitches) => switches.mutate(body, { onError: (error) => toast.error(text(error)) })
  const actions: DepartmentActions = {
    selected: here,
    onSelect: (ids, on) => setSelected((now) => (on ? [...new Set([...now, ...ids])] : now.filter((id) => !ids.includes(id)))),
    onSwitch: flip,
    onEdit: (department) => onSearch({ open: department.id }),
    onRules: (department) => void goTo({ to: '/departamentos/$id/regras', params: { id: department.id } }),
    onArchive: setArchiving,
    members: ({ id, member_ids }) =>
      inUse(users.data).filter((user) => member_ids.includes(user.id) || user.department_ids.includes(id)),
  }
  const columns = useDepartmentColumns(actions, rows)
  return (
    <>
      <div className={classes.filters}>
        <SearchField label={t('search')} value={search.q} onChange={onQuery} />
        {all.some((department) => department.archived_at !== null) && (
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
      </div>
      {here.length > 0 && (
        <SwitchBar
          departments={rows.filter((department) => here.includes(department.id))}
          onSwitch={flip}
          onClear={() => setSelected([])}
        />
      )}
      <Card flush>
        <StackedTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(department) => department.id}
          rowTone={(department) => (here.includes(department.id) ? 'selected' : undefined)}
          minWidth={980}
          card={(department) => <DepartmentCard department={department} actions={actions} />}
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
        title={t('archive.title')}
        confirmLabel={t('common:actions.archive')}
        onConfirm={() => archive.mutateAsync(archiving?.id ?? '')}
      >
        {t('archive.text', { name: archiving?.name })}
      </ConfirmDialog>
    </>
  )
}
