import { NumberInput, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { inUse, useCreateDepartment, useUpdateDepartment, type Department } from '@/api/departments'
import { useDispositions } from '@/api/dispositions'
import { asProblem, type ApiProblem } from '@/api/problem'
import { useUsers } from '@/api/users'
import { ClosingPreview } from '@/components/ClosingPreview'
import { FormDrawer } from '@/components/FormDrawer'
import { Person } from '@/components/Person'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { bodyOf, draftOf, type DepartmentDraft } from './draft'
import { FieldsEditor } from './FieldsEditor'
import { OfferedDispositions } from './OfferedDispositions'
import { Section } from './Section'
import { SilenceFields } from './SilenceFields'
import classes from './departments.module.css'

interface DepartmentDrawerProps {
  /** Missing: a new one. */
  department: Department | undefined
  onClose: () => void
}

/** `form_fields[2].label` as the form names it; what is wrong with a key is said at the label it comes from. */
function renamed(problem: ApiProblem): Record<string, string> {
  return Object.fromEntries(problem.errors.map(({ field }) => [field, field.replace(/\[(\d+)\]/g, '.$1').replace(/\.key$/, '.label')]))
}

export function DepartmentDrawer({ department, onClose }: DepartmentDrawerProps) {
  const { t } = useTranslation(['departments', 'common'])
  const dispositions = inUse(useDispositions().data)
  const create = useCreateDepartment()
  const update = useUpdateDepartment()
  const required = t('common:validation.required')
  const form = useForm<DepartmentDraft>({
    initialValues: draftOf(department, t('silence.warningDefault')),
    validate: {
      name: (value) => (value.trim() === '' ? required : null),
      form_fields: {
        label: (value) => (value.trim() === '' ? required : null),
        options: (value, values, path) => {
          const field = values.form_fields[Number(path.split('.')[1])]
          return field?.type === 'list' && value.length === 0 ? t('fields.noOptions') : null
        },
      },
      silence_rule: {
        warn_after_hours: (value, { silence_on }) => (silence_on && value === '' ? required : null),
        close_after_hours: (value, { silence_on }) => (silence_on && value === '' ? required : null),
        warning_text: (value, { silence_on }) => (silence_on && value.trim() === '' ? required : null),
      },
    },
  })
  const submit = form.onSubmit(
    async (values) => {
      const body = bodyOf(values)
      try {
        if (department) await update.mutateAsync({ id: department.id, change: body })
        else await create.mutateAsync(body)
        toast.success(t(department ? 'saved' : 'created', { name: body.name }))
        onClose()
      } catch (error) {
        applyProblem(form, error, renamed(asProblem(error)))
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const error = create.error ?? update.error
  const placed = error !== null && Object.keys(form.errors).length > 0
  const { values } = form
  const offered = dispositions.filter((disposition) => values.disposition_ids.includes(disposition.id))
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={department?.name ?? t('new')}
      onSubmit={submit}
      busy={create.isPending || update.isPending}
      dirty={form.isDirty()}
      failure={placed ? undefined : error}
      aside={
        <ClosingPreview
          usesDispositions={values.uses_dispositions}
          dispositionRequired={values.disposition_required}
          fullClosing={values.full_closing}
          dispositions={offered}
          fields={values.form_fields}
        />
      }
    >
      <TextInput label={t('name')} maxLength={120} data-autofocus={department === undefined || undefined} {...form.getInputProps('name')} />
      <Section title={t('closing')}>
        <Switch label={t('uses')} description={t('usesHint')} {...form.getInputProps('uses_dispositions', { type: 'checkbox' })} />
        <Switch
          label={t('full')}
          description={values.uses_dispositions ? t('fullHint') : t('fullNeeds')}
          disabled={!values.uses_dispositions}
          {...form.getInputProps('full_closing', { type: 'checkbox' })}
          checked={values.uses_dispositions && values.full_closing}
        />
      </Section>
      {values.uses_dispositions && (
        <Section title={t('offered.title')} lead={t('offered.lead')}>
          <OfferedDispositions
            dispositions={dispositions}
            value={values.disposition_ids}
            onChange={(ids) => form.setFieldValue('disposition_ids', ids)}
            error={form.errors.disposition_ids}
          />
        </Section>
      )}
      {values.uses_dispositions && values.full_closing && (
        <Section title={t('fields.title')} lead={t('fields.lead')}>
          <FieldsEditor form={form} dispositions={offered} />
        </Section>
      )}
      <Section title={t('window')} lead={t('windowHint')}>
        <NumberInput
          aria-label={t('window')}
          min={0}
          max={720}
          allowDecimal={false}
          suffix={` ${t('hoursUnit')}`}
          w={150}
          {...form.getInputProps('return_window_hours')}
        />
      </Section>
      <Section title={t('silence.title')} lead={t('silence.lead')}>
        <SilenceFields form={form} dispositions={dispositions} />
      </Section>
      {department && <Members id={department.id} />}
      <details className={classes.details}>
        <summary>{t('advanced')}</summary>
        <Switch
          label={t('required')}
          description={t('requiredHint')}
          {...form.getInputProps('disposition_required', { type: 'checkbox' })}
        />
      </details>
    </FormDrawer>
  )
}

function Members({ id }: { id: string }) {
  const { t } = useTranslation(['departments', 'common'])
  const members = inUse(useUsers().data).filter((user) => user.department_ids.includes(id))
  return (
    <Section title={t('columns.members')} lead={members.length === 0 ? t('nobodyHint') : t('membersHint')}>
      {members.length > 0 && (
        <ul className={classes.people}>
          {members.map((user) => (
            <li key={user.id}>
              <Person name={user.name} detail={t(`common:role.${user.role}`)} size={32} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
