import { MultiSelect, Radio, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { inUse, useDepartments } from '@/api/departments'
import { roles, useMe } from '@/api/session'
import { useInviteUser, useUpdateUser, type NewUser, type User, type UserWithLink } from '@/api/users'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import classes from './users.module.css'

interface UserDrawerProps {
  /** Missing: somebody new. */
  user: User | undefined
  onClose: () => void
  onInvited: (link: UserWithLink) => void
}

export function UserDrawer({ user, onClose, onInvited }: UserDrawerProps) {
  const { t } = useTranslation(['users', 'common'])
  const me = useMe()
  const departments = inUse(useDepartments().data)
  const invite = useInviteUser()
  const update = useUpdateUser()
  const form = useForm<NewUser>({
    initialValues: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: user?.role ?? 'agent',
      department_ids: user?.department_ids ?? [],
    },
    validate: {
      name: (value) => (value.trim() === '' ? t('common:validation.required') : null),
      email: (value) => (user !== undefined || /^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('common:validation.email')),
    },
  })
  const submit = form.onSubmit(
    async ({ name, email, role, department_ids }) => {
      try {
        if (user) {
          await update.mutateAsync({ id: user.id, change: { name: name.trim(), department_ids, ...(role === user.role ? {} : { role }) } })
          toast.success(t('saved', { name: name.trim() }))
        } else {
          const made = await invite.mutateAsync({ name: name.trim(), email: email.trim(), role, department_ids })
          if (made.one_time_url === null) toast.success(t('added', { name: made.user.name }))
          else onInvited(made)
        }
        onClose()
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const error = invite.error ?? update.error
  const offered = roles.filter((role) => role !== 'admin' || me.role === 'admin')
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={user?.name ?? t('invite')}
      onSubmit={submit}
      submitLabel={user ? undefined : t('sendInvite')}
      busy={invite.isPending || update.isPending}
      dirty={form.isDirty()}
      failure={error !== null && Object.keys(form.errors).length === 0 ? error : undefined}
    >
      <TextInput label={t('name')} maxLength={120} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      {user === undefined && <TextInput label={t('email')} type="email" autoComplete="off" {...form.getInputProps('email')} />}
      <Radio.Group label={t('columns.role')} {...form.getInputProps('role')}>
        <div className={classes.options}>
          {offered.map((role) => (
            <Radio.Card key={role} value={role} className={classes.option} aria-label={`${t(`common:role.${role}`)}. ${t(`may.${role}`)}`}>
              <Radio.Indicator />
              <span className={classes.optionWords}>
                <strong>{t(`common:role.${role}`)}</strong>
                <span className={classes.quiet}>{t(`may.${role}`)}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <MultiSelect
        label={t('columns.departments')}
        description={form.values.role === 'agent' ? t('departmentsHint') : t('departmentsAll')}
        placeholder={form.values.department_ids.length === 0 ? t('choose') : ''}
        data={departments.map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        {...form.getInputProps('department_ids')}
      />
    </FormDrawer>
  )
}
