import { lazy, Suspense, useState } from 'react'
import { ActionIcon, Button, Switch, UnstyledButton } from '@mantine/core'
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

/** Every change makes new ids: a rule is known by what it names, and by which of its like it is. */
function keysOf(rules: readonly RoutingRule[]): Map<RoutingRule, string> {
  const seen = new Map<string, number>()
  return new Map(
    rules.map((rule) => {
      const named = `${rule.by}:${rule.value}`
      const nth = (seen.get(named) ?? 0) + 1
      seen.set(named, nth)
      return [rule, `${named}:${nth}`]
    }),
  )
}

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
  const { t } = useTranslation(['departments', 'common'])
  const rules = useRoutingRules()
  const save = useSetRoutingRules()
  const problemText = useProblemText()
  const nameOf = useRoutingName()
  // The place of the rule that is changed.
  const [asked, setAsked] = useState<number | 'new'>()
  const standard = departments.find((one) => one.is_default)
  const put = (items: RoutingRule[]) => save.mutate(items, { onError: (error) => toast.error(problemText(error)) })
  const add = (
    <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsked('new')}>
      {t('sorting.add')}
    </Button>
  )
  return (
    <Card flush title={t('sorting.title')} lead={t('sorting.lead', { name: standard?.name ?? '—' })} actions={add}>
      <Loaded query={rules}>
        {(items) => {
          if (items.length === 0) return <p className={classes.empty}>{t('sorting.empty')}</p>
          const keys = keysOf(items)
          return (
            <SortableList
              label={t('sorting.title')}
              items={items}
              itemKey={(rule) => keys.get(rule) ?? ''}
              nameOf={(rule) => `${t(`sorting.by.${rule.by}`)} ${nameOf(rule) ?? ''}`}
              onOrder={put}
              className={classes.list}
              itemClassName={classes.row}
            >
              {(rule, handle, index) => (
                <Row
                  rule={rule}
                  handle={handle}
                  department={departments.find((one) => one.id === rule.department_id)}
                  onEdit={() => setAsked(index)}
                  onSwitch={(enabled) => put(items.map((one) => (one === rule ? { ...one, enabled } : one)))}
                  onRemove={() => {
                    put(items.filter((one) => one !== rule))
                    toast.success(t('sorting.removed'), { label: t('common:actions.undo'), run: () => put(items) })
                  }}
                />
              )}
            </SortableList>
          )
        }}
      </Loaded>
      {asked !== undefined && (
        <Suspense>
          <RoutingDrawer departments={departments} rules={rules.data ?? []} place={asked === 'new' ? undefined : asked} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </Card>
  )
}

interface RowProps {
  rule: RoutingRule
  handle: React.ReactNode
  department: Department | undefined
  onEdit: () => void
  onSwitch: (enabled: boolean) => void
  onRemove: () => void
}

function Row({ rule, handle, department, onEdit, onSwitch, onRemove }: RowProps) {
  const { t } = useTranslation(['departments', 'common'])
  const nameOf = useRoutingName()
  const name = nameOf(rule) ?? '…'
  const sentence = `${t(`sorting.by.${rule.by}`)} ${name}`
  return (
    <>
      {handle}
      <UnstyledButton className={classes.words} data-off={!rule.enabled || undefined} title={t('common:actions.edit')} onClick={onEdit}>
        <span className={classes.by}>{t(`sorting.by.${rule.by}`)}</span> <b>{name}</b> <span className={classes.arrow}>{t('sorting.goes')}</span>{' '}
        <b>{department?.name ?? t('common:states.archived')}</b>
      </UnstyledButton>
      <Switch aria-label={t('sorting.switch', { rule: sentence })} checked={rule.enabled} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      <ActionIcon aria-label={t('sorting.remove', { rule: sentence })} onClick={onRemove}>
        <IconTrash size={17} aria-hidden />
      </ActionIcon>
    </>
  )
}
