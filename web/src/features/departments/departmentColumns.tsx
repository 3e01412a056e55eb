import { Checkbox, Switch, UnstyledButton } from '@mantine/core'
import { IconArchive, IconEdit, IconRobot } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Department, DepartmentSwitches } from '@/api/departments'
import type { User } from '@/api/users'
import type { Column } from '@/components/DataTable'
import { PersonAvatar } from '@/components/Person'
import { RowMenu, type RowAction } from '@/components/RowMenu'
import { Tone } from '@/components/Tone'
import classes from './departments.module.css'

export interface DepartmentActions {
  selected: readonly string[]
  onSelect: (ids: readonly string[], on: boolean) => void
  onSwitch: (switches: DepartmentSwitches) => void
  onEdit: (department: Department) => void
  onArchive: (department: Department) => void
  onRules: (department: Department) => void
  members: (department: Department) => readonly User[]
}

interface CellProps {
  department: Department
  actions: DepartmentActions
}

function Name({ department, actions }: CellProps) {
  const { t } = useTranslation('departments')
  return (
    <span className={classes.name}>
      <UnstyledButton className={classes.nameButton} onClick={() => actions.onEdit(department)}>
        {department.name}
      </UnstyledButton>
      {department.is_default && <Tone tone="quiet">{t('default')}</Tone>}
    </span>
  )
}

function Uses({ department, actions, labelled = false }: CellProps & { labelled?: boolean }) {
  const { t } = useTranslation('departments')
  return (
    <Switch
      checked={department.uses_dispositions}
      disabled={department.archived_at !== null}
      {...(labelled ? { label: t('uses') } : { 'aria-label': t('usesOf', { name: department.name }) })}
      onChange={({ currentTarget: { checked } }) =>
        actions.onSwitch({ department_ids: [department.id], uses_dispositions: checked, ...(checked ? {} : { full_closing: false }) })
      }
    />
  )
}

function Full({ department, actions, labelled = false }: CellProps & { labelled?: boolean }) {
  const { t } = useTranslation('departments')
  const waiting = !department.uses_dispositions
  const field = (
    <Switch
      checked={department.full_closing}
      disabled={waiting || department.archived_at !== null}
      {...(labelled
        ? { label: t('full'), ...(waiting ? { description: t('fullNeeds') } : {}) }
        : { 'aria-label': waiting ? `${t('fullOf', { name: department.name })}. ${t('fullNeeds')}` : t('fullOf', { name: department.name }) })}
      onChange={({ currentTarget: { checked } }) => actions.onSwitch({ department_ids: [department.id], full_closing: checked })}
    />
  )
  if (labelled || !waiting) return field
  return (
    <span className={classes.disabled} title={t('fullNeeds')}>
      {field}
    </span>
  )
}

function Members({ department, actions }: CellProps) {
  const { t } = useTranslation('departments')
  const members = actions.members(department)
  if (members.length === 0) return <span className={classes.quiet}>{t('nobody')}</span>
  const names = members.map((user) => user.name).join(', ')
  return (
    <span className={classes.members} role="img" title={names} aria-label={t('membersAre', { names })}>
      {members.slice(0, 4).map((user) => (
        <PersonAvatar key={user.id} name={user.name} size={28} />
      ))}
      {members.length > 4 && <span className={classes.rest}>+{members.length - 4}</span>}
    </span>
  )
}

/** The way to the rules, with what the first of them does where it is a matter of silence. */
function Rules({ department }: { department: Department }) {
  const { t } = useTranslation('departments')
  const rule = department.silence_rule
  const shown = rule ? t('silence.short', { warn: rule.warn_after_hours, close: rule.close_after_hours }) : t('rules.see')
  return (
    <Link className={classes.ruleLink} to="/departamentos/$id/regras" params={{ id: department.id }} aria-label={`${shown}: ${t('rules.openOf', { name: department.name })}`}>
      {shown}
    </Link>
  )
}

function Offered({ department }: { department: Department }) {
  const { t } = useTranslation('departments')
  if (!department.uses_dispositions) return <span className={classes.quiet}>—</span>
  if (department.disposition_ids.length === 0) return <Tone tone="warning">{t('offersNone')}</Tone>
  return <span>{department.disposition_ids.length}</span>
}

function useReturnWindow() {
  const { t } = useTranslation('departments')
  return (hours: number) => (hours === 0 ? t('noWindow') : t('hoursCount', { count: hours }))
}

function DepartmentMenu({ department, actions }: CellProps) {
  const { t } = useTranslation(['departments', 'common'])
  const entries: RowAction[] = [
    { key: 'edit', label: t('common:actions.edit'), icon: IconEdit, run: () => actions.onEdit(department) },
    { key: 'rules', label: t('rules.title'), icon: IconRobot, run: () => actions.onRules(department) },
  ]
  if (!department.is_default && department.archived_at === null) {
    entries.push({ key: 'archive', label: t('common:actions.archive'), icon: IconArchive, run: () => actions.onArchive(department) })
  }
  return <RowMenu label={t('moreOf', { name: department.name })} actions={entries} />
}

function Pick({ department, actions }: CellProps) {
  const { t } = useTranslation('departments')
  return (
    <Checkbox
      aria-label={t('select', { name: department.name })}
      checked={actions.selected.includes(department.id)}
      onChange={(event) => actions.onSelect([department.id], event.currentTarget.checked)}
    />
  )
}

export function useDepartmentColumns(actions: DepartmentActions, rows: readonly Department[]): Column<Department>[] {
  const { t } = useTranslation('departments')
  const window = useReturnWindow()
  const all = rows.map((department) => department.id)
  const every = all.length > 0 && all.every((id) => actions.selected.includes(id))
  const pickAll = (
    <Checkbox
      aria-label={t('selectAll')}
      checked={every}
      indeterminate={!every && actions.selected.length > 0}
      onChange={() => actions.onSelect(all, !every)}
    />
  )
  return [
    { key: 'pick', header: t('selectAll'), shortHeader: pickAll, width: 52, render: (department) => <Pick department={department} actions={actions} /> },
    { key: 'name', header: t('columns.name'), sortValue: (department) => department.name, render: (department) => <Name department={department} actions={actions} /> },
    { key: 'uses', header: t('uses'), render: (department) => <Uses department={department} actions={actions} /> },
    { key: 'full', header: t('full'), render: (department) => <Full department={department} actions={actions} /> },
    { key: 'offered', header: t('columns.offered'), align: 'right', render: (department) => <Offered department={department} /> },
    { key: 'window', header: t('window'), align: 'right', sortValue: (department) => department.return_window_hours, render: (department) => window(department.return_window_hours) },
    { key: 'silence', header: t('rules.column'), render: (department) => <Rules department={department} /> },
    { key: 'members', header: t('columns.members'), render: (department) => <Members department={department} actions={actions} /> },
    { key: 'more', header: t('columns.more'), shortHeader: '', align: 'right', width: 54, render: (department) => <DepartmentMenu department={department} actions={actions} /> },
  ]
}

/** A department on a phone, with the same two switches. */
export function DepartmentCard({ department, actions }: CellProps) {
  const { t } = useTranslation('departments')
  const window = useReturnWindow()
  return (
    <div className={classes.card}>
      <div className={classes.cardHead}>
        <Pick department={department} actions={actions} />
        <Name department={department} actions={actions} />
        <DepartmentMenu department={department} actions={actions} />
      </div>
      <Uses department={department} actions={actions} labelled />
      <Full department={department} actions={actions} labelled />
      <p className={classes.facts}>
        {t('window')}: {window(department.return_window_hours)} · {t('rules.column')}: <Rules department={department} />
      </p>
      <Members department={department} actions={actions} />
    </div>
  )
}
