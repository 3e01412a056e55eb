import { lazy, Suspense, useState } from 'react'
import { Switch, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconArchive, IconEdit, IconHistory, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { useDispositions } from '@/api/dispositions'
import { useArchiveRule, useOrderRules, useUpdateRule, type ClosingRule } from '@/api/rules'
import { useTags } from '@/api/tags'
import { OutcomeBadge } from '@/components/Chips'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { Card } from '@/components/Page'
import { RowMenu, type RowAction } from '@/components/RowMenu'
import { SortableList } from '@/components/SortableList'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import { useRefusal } from './useRefusal'
import { useConditionWords } from './useRuleWords'
import classes from './rules.module.css'

const SwitchOnModal = lazy(() => import('./SwitchOnModal'))
const ActionsModal = lazy(() => import('./ActionsModal'))

interface RuleListProps {
  department: Department
  rules: readonly ClosingRule[]
  onEdit: (rule: ClosingRule) => void
}

type Asked = { what: 'switch' | 'actions' | 'archive'; rule: ClosingRule }

/** The first rule that fits acts: so they stand in order. */
export function RuleList({ department, rules, onEdit }: RuleListProps) {
  const { t } = useTranslation(['rules', 'common'])
  const order = useOrderRules(department.id)
  const update = useUpdateRule(department.id)
  const archive = useArchiveRule(department.id)
  const refusal = useRefusal()
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  const onSwitch = (rule: ClosingRule, on: boolean) => {
    if (on) setAsked({ what: 'switch', rule })
    else update.mutate({ id: rule.id, change: { enabled: false } }, { onError: (error) => toast.error(refusal(error)) })
  }
  return (
    <Card flush title={t('list.title')} lead={t('list.lead')}>
      <SortableList
        label={t('list.title')}
        items={rules}
        itemKey={(rule) => rule.id}
        nameOf={(rule) => rule.name}
        onOrder={(next) => order.mutate(next, { onError: (error) => toast.error(refusal(error)) })}
        className={classes.list}
        itemClassName={classes.item}
      >
        {(rule, handle, index) => (
          <RuleRow
            rule={rule}
            handle={handle}
            place={index + 1}
            onSwitch={(on) => onSwitch(rule, on)}
            actions={[
              { key: 'edit', label: t('common:actions.edit'), icon: IconEdit, run: () => onEdit(rule) },
              { key: 'try', label: t('try.title'), icon: IconPlayerPlay, run: () => onEdit(rule) },
              { key: 'actions', label: t('actions.open'), icon: IconHistory, run: () => setAsked({ what: 'actions', rule }) },
              { key: 'archive', label: t('common:actions.archive'), icon: IconArchive, run: () => setAsked({ what: 'archive', rule }) },
            ]}
            onEdit={() => onEdit(rule)}
            onActions={() => setAsked({ what: 'actions', rule })}
          />
        )}
      </SortableList>
      <Suspense>
        {asked?.what === 'switch' && <SwitchOnModal department={department} rule={asked.rule} onClose={close} />}
        {asked?.what === 'actions' && <ActionsModal rule={asked.rule} onClose={close} />}
      </Suspense>
      <ConfirmDialog
        opened={asked?.what === 'archive'}
        onClose={close}
        title={t('archive.title')}
        confirmLabel={t('common:actions.archive')}
        onConfirm={() => archive.mutateAsync(asked?.rule.id ?? '')}
      >
        {t('archive.text', { name: asked?.rule.name })}
      </ConfirmDialog>
    </Card>
  )
}

interface RuleRowProps {
  rule: ClosingRule
  handle: React.ReactNode
  place: number
  onSwitch: (on: boolean) => void
  actions: RowAction[]
  onEdit: () => void
  onActions: () => void
}

function RuleRow({ rule, handle, place, onSwitch, actions, onEdit, onActions }: RuleRowProps) {
  const { t } = useTranslation(['rules', 'common'])
  const format = useFormat()
  const wordsOf = useConditionWords()
  const disposition = useDispositions().data?.find((one) => one.id === rule.disposition_id)
  const tags = useTags().data
  const excepted = rule.except_tag_ids.map((id) => tags?.find((tag) => tag.id === id)?.name ?? '…')
  const { warned, closed, corrected, last_at } = rule.lately
  return (
    <div className={classes.rule} data-off={!rule.enabled || undefined}>
      {handle}
      <span className={classes.place} aria-hidden>
        {place}
      </span>
      <div className={classes.words}>
        <UnstyledButton className={classes.name} onClick={onEdit}>
          {rule.name}
        </UnstyledButton>
        <p className={classes.sentence}>
          {t('list.when')} {wordsOf(rule.conditions).join(` ${t('list.and')} `)}
          {excepted.length > 0 && ` · ${t('list.except', { tags: excepted.join(', ') })}`}
        </p>
        <p className={classes.then}>
          <span className={classes.hint}>{t('list.then')}</span>
          {rule.disposition_id === null ? (
            <OutcomeBadge outcome="unclassified" />
          ) : (
            disposition && <OutcomeBadge outcome={disposition.outcome} label={disposition.name} />
          )}
        </p>
        {rule.advice.map(({ field, code }) => (
          <p key={field + code} className={classes.advice}>
            <IconAlertTriangle size={15} stroke={1.9} aria-hidden />
            {t(`advice.${code as 'single_word'}`, { defaultValue: '' })}
          </p>
        ))}
      </div>
      <UnstyledButton className={classes.lately} onClick={onActions}>
        {last_at === null ? (
          <span className={classes.hint}>{t('lately.never')}</span>
        ) : (
          <>
            <b>{t('lately.closed', { count: closed, shown: format.number(closed) })}</b>
            {warned > 0 && <span>{t('lately.warned', { count: warned, shown: format.number(warned) })}</span>}
            {corrected > 0 && <span data-bad>{t('lately.corrected', { count: corrected, shown: format.number(corrected) })}</span>}
          </>
        )}
      </UnstyledButton>
      <Switch className={classes.switch} aria-label={t('list.switch', { name: rule.name })} checked={rule.enabled} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      <RowMenu label={t('list.moreOf', { name: rule.name })} actions={actions} />
    </div>
  )
}
