import { lazy, Suspense, useState } from 'react'
import { ActionIcon, Button, Switch } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useChannels } from '@/api/channels'
import type { Department } from '@/api/departments'
import { useIdentifiers } from '@/api/identifiers'
import { useLinks } from '@/api/links'
import { useRoutingRules, useSetRoutingRules, type RoutingRule } from '@/api/routing'
import { Card } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { SortableList } from '@/components/SortableList'
import { Loaded } from '@/components/States'
import { toast } from '@/components/toast'
import classes from './routing.module.css'

const RoutingDrawer = lazy(() => import('./RoutingDrawer'))

const keyOf = (rule: RoutingRule) => rule.id ?? `${rule.by}:${rule.value}:${rule.department_id}`

/** What is behind the value of a rule, in words. */
export function useRoutingName() {
  const links = useLinks().data
  const channels = useChannels().data
  const identifiers = useIdentifiers().data
  return ({ by, value }: Pick<RoutingRule, 'by' | 'value'>): string | undefined => {
    if (by === 'hashtag') return value.startsWith('#') ? value : `#${value}`
    if (by === 'channel') return channels?.find((one) => one.id === value)?.name
    if (by === 'link') return links?.find((one) => one.id === value)?.name
    return identifiers?.find((one) => one.id === value)?.label ?? undefined
  }
}

/** Where new conversations go: the first rule that fits, else the default department. */
export function RoutingCard({ departments }: { departments: readonly Department[] }) {
  const { t } = useTranslation('departments')
  const rules = useRoutingRules()
  const save = useSetRoutingRules()
  const problemText = useProblemText()
  const [adding, setAdding] = useState(false)
  const standard = departments.find((one) => one.is_default)
  const put = (items: RoutingRule[]) => save.mutate(items, { onError: (error) => toast.error(problemText(error)) })
  const add = (
    <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('sorting.add')}
    </Button>
  )
  return (
    <Card flush title={t('sorting.title')} lead={t('sorting.lead', { name: standard?.name ?? '—' })} actions={add}>
      <Loaded query={rules}>
        {(items) =>
          items.length === 0 ? (
            <p className={classes.empty}>{t('sorting.empty')}</p>
          ) : (
            <SortableList label={t('sorting.title')} items={items} itemKey={keyOf} nameOf={(rule) => rule.value} onOrder={put} className={classes.list} itemClassName={classes.row}>
              {(rule, handle) => (
                <Row
                  rule={rule}
                  handle={handle}
                  department={departments.find((one) => one.id === rule.department_id)}
                  onSwitch={(enabled) => put(items.map((one) => (one === rule ? { ...one, enabled } : one)))}
                  onRemove={() => put(items.filter((one) => one !== rule))}
                />
              )}
            </SortableList>
          )
        }
      </Loaded>
      {adding && (
        <Suspense>
          <RoutingDrawer departments={departments} rules={rules.data ?? []} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </Card>
  )
}

interface RowProps {
  rule: RoutingRule
  handle: React.ReactNode
  department: Department | undefined
  onSwitch: (enabled: boolean) => void
  onRemove: () => void
}

function Row({ rule, handle, department, onSwitch, onRemove }: RowProps) {
  const { t } = useTranslation(['departments', 'common'])
  const nameOf = useRoutingName()
  const name = nameOf(rule) ?? '…'
  const sentence = `${t(`sorting.by.${rule.by}`)} ${name}`
  return (
    <>
      {handle}
      <p className={classes.words} data-off={!rule.enabled || undefined}>
        <span className={classes.by}>{t(`sorting.by.${rule.by}`)}</span> <b>{name}</b> <span className={classes.arrow}>{t('sorting.goes')}</span>{' '}
        <b>{department?.name ?? t('common:states.archived')}</b>
      </p>
      <Switch aria-label={t('sorting.switch', { rule: sentence })} checked={rule.enabled} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      <ActionIcon aria-label={t('sorting.remove', { rule: sentence })} onClick={onRemove}>
        <IconTrash size={17} aria-hidden />
      </ActionIcon>
    </>
  )
}
