import { UnstyledButton } from '@mantine/core'
import { IconArchive, IconArrowBackUp, IconCoin, IconEdit, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { useUpdateDisposition, type Disposition } from '@/api/dispositions'
import { OutcomeBadge } from '@/components/Chips'
import { groupByOutcome } from '@/components/DispositionGroups'
import { Card } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { RowMenu, type RowAction } from '@/components/RowMenu'
import { SortableList } from '@/components/SortableList'
import { EmptyState } from '@/components/States'
import { toast } from '@/components/toast'
import classes from './dispositions.module.css'

interface OutcomeGroupsProps {
  dispositions: readonly Disposition[]
  departments: readonly Department[]
  onEdit: (disposition: Disposition) => void
  /** The dispositions of one outcome in their new order; missing where a part of the list is hidden. */
  onOrder?: ((items: Disposition[]) => void) | undefined
}

/** One card per outcome, each saying what the outcome means in the funnel. */
export function OutcomeGroups({ dispositions, departments, onEdit, onOrder }: OutcomeGroupsProps) {
  const { t } = useTranslation(['dispositions', 'common'])
  if (dispositions.length === 0) {
    return (
      <Card>
        <EmptyState icon={IconSearch} title={t('common:states.noResults')}>
          {t('common:states.noResultsHint')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className={classes.groups}>
      {groupByOutcome(dispositions).map(({ outcome, items }) => (
        <Card key={outcome} flush className={classes.group}>
          <div className={classes.groupHead}>
            <h2 className={classes.groupTitle}>
              <OutcomeBadge outcome={outcome} />
            </h2>
            <span className={classes.hint}>{t(`meaning.${outcome}`)}</span>
          </div>
          {onOrder ? (
            <SortableList
              label={t('orderOf', { outcome: t(`common:outcome.${outcome}`) })}
              items={items}
              itemKey={(disposition) => disposition.id}
              nameOf={(disposition) => disposition.name}
              onOrder={(next) => onOrder(next)}
              className={classes.rows}
              itemClassName={classes.row}
            >
              {(disposition, handle) => <Row disposition={disposition} handle={handle} departments={departments} onEdit={onEdit} />}
            </SortableList>
          ) : (
            <ul className={classes.rows}>
              {items.map((disposition) => (
                <li key={disposition.id} className={classes.row}>
                  <Row disposition={disposition} departments={departments} onEdit={onEdit} />
                </li>
              ))}
            </ul>
          )}
        </Card>
      ))}
    </div>
  )
}

interface RowProps extends Omit<OutcomeGroupsProps, 'dispositions' | 'onOrder'> {
  disposition: Disposition
  handle?: React.ReactNode
}

function Row({ disposition, departments, onEdit, handle }: RowProps) {
  const { t } = useTranslation(['dispositions', 'common'])
  const text = useProblemText()
  const update = useUpdateDisposition()
  // By promises: the row may have left the list before its answer comes.
  const archive = async (archived: boolean): Promise<void> => {
    try {
      await update.mutateAsync({ id: disposition.id, change: { archived } })
      const undo = archived ? { label: t('common:actions.undo'), run: () => void archive(false) } : undefined
      toast.success(t(archived ? 'archived' : 'restored', { name: disposition.name }), undo)
    } catch (error) {
      toast.error(text(error))
    }
  }
  const actions: RowAction[] = [
    { key: 'edit', label: t('common:actions.edit'), icon: IconEdit, run: () => onEdit(disposition) },
    disposition.archived_at === null
      ? { key: 'archive', label: t('common:actions.archive'), icon: IconArchive, run: () => void archive(true) }
      : { key: 'restore', label: t('common:actions.restore'), icon: IconArrowBackUp, run: () => void archive(false) },
  ]
  const offering = departments.filter((department) => disposition.department_ids.includes(department.id))
  return (
    <>
      {handle}
      <span className={classes.swatch} style={{ background: disposition.colour }} aria-hidden />
      <div className={classes.rowWords}>
        <UnstyledButton className={classes.name} onClick={() => onEdit(disposition)}>
          {disposition.name}
        </UnstyledButton>
        <span className={classes.where} data-none={offering.length === 0 || undefined}>
          {offering.length === 0 ? t('nowhere') : offering.map((department) => department.name).join(' · ')}
        </span>
      </div>
      {disposition.requires_value && (
        <span className={classes.value}>
          <IconCoin size={16} stroke={1.75} aria-hidden />
          {t('asksValue')}
        </span>
      )}
      <RowMenu label={t('moreOf', { name: disposition.name })} actions={actions} />
    </>
  )
}
