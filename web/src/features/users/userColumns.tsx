import { IconEdit, IconKey, IconUserOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { useMe } from '@/api/session'
import type { User } from '@/api/users'
import type { Column } from '@/components/DataTable'
import { Person } from '@/components/Person'
import { RowMenu, type RowAction } from '@/components/RowMenu'
import { Tone } from '@/components/Tone'
import classes from './users.module.css'

export interface UserActions {
  departments: readonly Department[]
  onEdit: (user: User) => void
  onReset: (user: User) => void
  onArchive: (user: User) => void
}

interface CellProps {
  user: User
  actions: UserActions
}

/** Managers leave administrators alone, and nobody takes themselves away. */
function useMay() {
  const me = useMe()
  return (user: User) => {
    const mayEdit = user.archived_at === null && (me.role === 'admin' || user.role !== 'admin')
    return { mayEdit, mayArchive: mayEdit && user.id !== me.user_id, isMe: user.id === me.user_id }
  }
}

function Name({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const { isMe } = useMay()(user)
  return (
    <span className={classes.name}>
      <Person name={user.name} {...(user.email === null ? {} : { detail: user.email })} />
      {isMe && <Tone tone="quiet">{t('you')}</Tone>}
      {user.invited && <Tone tone="warning">{t('invited')}</Tone>}
    </span>
  )
}

function Departments({ user, actions }: CellProps) {
  const { t } = useTranslation('users')
  const names = actions.departments.filter((one) => user.department_ids.includes(one.id) && one.archived_at === null).map((one) => one.name)
  if (names.length > 0) return <span>{names.join(' · ')}</span>
  return <span className={classes.quiet}>{t(user.role === 'agent' ? 'noDepartment' : 'allDepartments')}</span>
}

function UserMenu({ user, actions }: CellProps) {
  const { t } = useTranslation(['users', 'common'])
  const { mayEdit, mayArchive } = useMay()(user)
  const entries: RowAction[] = []
  if (mayEdit) {
    entries.push(
      { key: 'edit', label: t('common:actions.edit'), icon: IconEdit, run: () => actions.onEdit(user) },
      { key: 'reset', label: t(user.invited ? 'newInvitation' : 'reset.action'), icon: IconKey, run: () => actions.onReset(user) },
    )
  }
  if (mayArchive) entries.push({ key: 'archive', label: t('archive.confirm'), icon: IconUserOff, run: () => actions.onArchive(user), danger: true })
  return <RowMenu label={t('moreOf', { name: user.name })} actions={entries} />
}

export function useUserColumns(actions: UserActions): Column<User>[] {
  const { t } = useTranslation(['users', 'common'])
  return [
    { key: 'name', header: t('columns.name'), sortValue: (user) => user.name, render: (user) => <Name user={user} /> },
    { key: 'role', header: t('columns.role'), sortValue: (user) => t(`common:role.${user.role}`), render: (user) => t(`common:role.${user.role}`) },
    { key: 'departments', header: t('columns.departments'), render: (user) => <Departments user={user} actions={actions} /> },
    { key: 'more', header: t('columns.more'), shortHeader: '', align: 'right', width: 54, render: (user) => <UserMenu user={user} actions={actions} /> },
  ]
}

/** A user on a phone. */
export function UserCard({ user, actions }: CellProps) {
  const { t } = useTranslation('common')
  return (
    <div className={classes.card}>
      <div className={classes.cardHead}>
        <Name user={user} />
        <UserMenu user={user} actions={actions} />
      </div>
      <span className={classes.facts}>
        <strong>{t(`role.${user.role}`)}</strong> · <Departments user={user} actions={actions} />
      </span>
    </div>
  )
}
