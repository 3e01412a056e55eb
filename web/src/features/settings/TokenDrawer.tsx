import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { inUse, useDepartments } from '@/api/departments'
import { roles, type Role } from '@/api/session'
import { useCreateToken, type CreatedToken } from '@/api/tokens'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'

interface TokenDrawerProps {
  onClose: () => void
  onMade: (made: CreatedToken) => void
}

export function TokenDrawer({ onClose, onMade }: TokenDrawerProps) {
  const { t } = useTranslation(['settings', 'common'])
  const departments = inUse(useDepartments().data)
  const create = useCreateToken()
  const required = t('common:validation.required')
  const form = useForm<{ name: string; role: Role; department_id: string | null }>({
    initialValues: { name: '', role: 'manager', department_id: null },
    validate: {
      name: (value) => (value.trim() === '' ? required : null),
      department_id: (value, { role }) => (role === 'agent' && value === null ? required : null),
    },
  })
  const submit = form.onSubmit(
    async ({ name, role, department_id }) => {
      try {
        const made = await create.mutateAsync({
          name: name.trim(),
          role,
          ...(role === 'agent' && department_id !== null ? { department_id } : {}),
        })
        onMade(made)
        onClose()
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t('tokens.new')}
      onSubmit={submit}
      submitLabel={t('tokens.create')}
      busy={create.isPending}
      dirty={form.isDirty()}
      failure={create.error !== null && Object.keys(form.errors).length === 0 ? create.error : undefined}
    >
      <TextInput label={t('tokens.name')} placeholder={t('tokens.namePlaceholder')} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <Select
        label={t('tokens.role')}
        description={t('tokens.roleHint')}
        data={roles.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
        allowDeselect={false}
        {...form.getInputProps('role')}
      />
      {form.values.role === 'agent' && (
        <Select
          label={t('tokens.department')}
          data={departments.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('department_id')}
        />
      )}
    </FormDrawer>
  )
}
