import '@/controls.css'
import { lazy, Suspense, useCallback, useState } from 'react'
import { Button, SegmentedControl, Select } from '@mantine/core'
import { IconClipboardList, IconPlus, IconSparkles } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { inUse, useDepartments, type Department } from '@/api/departments'
import { byPosition, useDispositions, useOrderDispositions, type Disposition } from '@/api/dispositions'
import { ClosingPreview } from '@/components/ClosingPreview'
import { groupByOutcome } from '@/components/DispositionGroups'
import { Card, Page } from '@/components/Page'
import { matchesSearch, SearchField } from '@/components/SearchField'
import { useProblemText } from '@/components/problems'
import { Loaded } from '@/components/States'
import { toast } from '@/components/toast'
import { OutcomeGroups } from './OutcomeGroups'
import type { DispositionsSearch } from './search'
import classes from './dispositions.module.css'

const StarterSet = lazy(async () => ({ default: (await import('./StarterSet')).StarterSet }))

const ImportDrawer = lazy(() => import('./ImportDrawer'))
const SuggestionsModal = lazy(() => import('./SuggestionsModal'))
const DispositionDrawer = lazy(async () => ({ default: (await import('./DispositionDrawer')).DispositionDrawer }))

const route = getRouteApi('/app/classificacoes')

export default function DispositionsScreen() {
  const { t } = useTranslation(['dispositions', 'common'])
  const { department_id } = route.useSearch()
  const dispositions = useDispositions()
  const departments = useDepartments()
  const [open, setOpen] = useState<Disposition | 'new'>()
  const [dialog, setDialog] = useState<'import' | 'suggestions'>()
  const used = inUse(departments.data)
  const some = (dispositions.data ?? []).length > 0
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <>
          {some && (
            <Button variant="default" leftSection={<IconSparkles size={17} aria-hidden />} onClick={() => setDialog('suggestions')}>
              {t('suggestions.open')}
            </Button>
          )}
          <Button variant="default" leftSection={<IconClipboardList size={17} aria-hidden />} onClick={() => setDialog('import')}>
            {t('import.open')}
          </Button>
          {some && (
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setOpen('new')}>
              {t('new')}
            </Button>
          )}
        </>
      }
    >
      <Loaded query={departments}>
        {() => (
          <Loaded query={dispositions}>
            {(all) =>
              all.length === 0 ? (
                <Suspense>
                  <StarterSet departments={used} onOwn={() => setOpen('new')} />
                </Suspense>
              ) : (
                <DispositionList all={all} departments={used} onEdit={setOpen} />
              )
            }
          </Loaded>
        )}
      </Loaded>
      {open !== undefined && (
        <Suspense>
          <DispositionDrawer
            key={open === 'new' ? 'new' : open.id}
            disposition={open === 'new' ? undefined : open}
            departments={used}
            within={department_id}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
      <Suspense>
        {dialog === 'import' && <ImportDrawer departments={used} onClose={() => setDialog(undefined)} />}
        {dialog === 'suggestions' && (
          <SuggestionsModal departments={used} known={dispositions.data ?? []} onClose={() => setDialog(undefined)} />
        )}
      </Suspense>
    </Page>
  )
}

interface DispositionListProps {
  all: readonly Disposition[]
  departments: readonly Department[]
  onEdit: (disposition: Disposition) => void
}

function DispositionList({ all, departments, onEdit }: DispositionListProps) {
  const { t } = useTranslation(['dispositions', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const order = useOrderDispositions()
  const text = useProblemText()
  const change = useCallback(
    (next: DispositionsSearch) => void navigate({ search: (now: DispositionsSearch) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const onQuery = useCallback((q: string | undefined) => change({ q }), [change])
  const archived = search.archived === 'true'
  const inPlace = byPosition(all.filter((one) => (one.archived_at !== null) === archived))
  const shown = inPlace.filter(
    (one) => matchesSearch(search.q, one.name) && (search.department_id === undefined || one.department_ids.includes(search.department_id)),
  )
  // A part of the list has no order of its own.
  const whole = !archived && search.q === undefined && search.department_id === undefined
  const onOrder = (items: Disposition[]) => {
    const { outcome } = items[0] ?? {}
    const ids = groupByOutcome(inPlace).flatMap((group) => (group.outcome === outcome ? items : group.items).map(({ id }) => id))
    order.mutate(ids, { onError: (error) => toast.error(text(error)) })
  }
  const previewed = departments.find((one) => one.id === search.department_id) ?? departments.find((one) => one.full_closing) ?? departments[0]
  return (
    <>
      <div className={classes.filters}>
        <SearchField label={t('search')} value={search.q} onChange={onQuery} />
        <Select
          aria-label={t('department')}
          placeholder={t('everyDepartment')}
          data={departments.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.department_id ?? null}
          onChange={(id) => change({ department_id: id ?? undefined })}
          clearable
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          w={260}
        />
        {all.some((one) => one.archived_at !== null) && (
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
      <div className={classes.columns}>
        <OutcomeGroups dispositions={shown} departments={departments} onEdit={onEdit} onOrder={whole ? onOrder : undefined} />
        {previewed && (
          <Card className={classes.aside}>
            <ClosingPreview
              usesDispositions={previewed.uses_dispositions}
              dispositionRequired={previewed.disposition_required}
              fullClosing={previewed.full_closing}
              dispositions={byPosition(inUse(all)).filter((one) => one.department_ids.includes(previewed.id))}
              fields={previewed.form_fields}
            />
            <p className={classes.hint}>
              {previewed.uses_dispositions ? t('previewOf', { name: previewed.name }) : t('previewOff', { name: previewed.name })}
            </p>
          </Card>
        )}
      </div>
    </>
  )
}
