import { Button, Checkbox, Radio, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { outcomes, useCreateDisposition, useUpdateDisposition, type Disposition, type NewDisposition } from '@/api/dispositions'
import { OutcomeBadge } from '@/components/Chips'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { ColourField } from './ColourField'
import classes from './dispositions.module.css'

interface DispositionDrawerProps {
  /** Missing: a new one. */
  disposition: Disposition | undefined
  departments: readonly Department[]
  /** The department that is looked at: a new one is offered there alone. */
  within: string | undefined
  onClose: () => void
}

export function DispositionDrawer({ disposition, departments, within, onClose }: DispositionDrawerProps) {
  const { t } = useTranslation(['dispositions', 'common'])
  const create = useCreateDisposition()
  const update = useUpdateDisposition()
  const usual = within === undefined ? departments.filter((one) => one.uses_dispositions).map((one) => one.id) : [within]
  const form = useForm<NewDisposition>({
    initialValues: disposition
      ? { name: disposition.name, outcome: disposition.outcome, requires_value: disposition.requires_value, colour: disposition.colour, department_ids: disposition.department_ids }
      : { name: '', outcome: 'won', requires_value: false, colour: '', department_ids: usual },
    validate: { name: (value) => (value.trim() === '' ? t('common:validation.required') : null) },
  })
  const submit = form.onSubmit(
    async (values) => {
      // Without a colour of its own it has that of its outcome.
      const { colour, ...answers } = values
      const body: NewDisposition = { ...answers, name: values.name.trim(), ...(colour ? { colour } : {}) }
      // An unchanged outcome is left out: one that closings carry cannot be set again.
      const { outcome, ...rest } = body
      const change = outcome === disposition?.outcome ? rest : body
      try {
        if (disposition) await update.mutateAsync({ id: disposition.id, change })
        else await create.mutateAsync(body)
        toast.success(t(disposition ? 'saved' : 'created', { name: body.name }))
        onClose()
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const error = create.error ?? update.error
  const every = departments.every(({ id }) => form.values.department_ids.includes(id))
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={disposition?.name ?? t('new')}
      onSubmit={submit}
      busy={create.isPending || update.isPending}
      dirty={form.isDirty()}
      failure={error !== null && Object.keys(form.errors).length === 0 ? error : undefined}
    >
      <TextInput label={t('name')} placeholder={t('namePlaceholder')} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <Radio.Group
        label={t('outcome')}
        description={disposition ? t('outcomeFixed') : t('outcomeHint')}
        {...form.getInputProps('outcome')}
      >
        <div className={classes.options}>
          {outcomes.map((outcome) => (
            <Radio.Card key={outcome} value={outcome} className={classes.option} aria-label={`${t(`common:outcome.${outcome}`)}. ${t(`meaning.${outcome}`)}`}>
              <Radio.Indicator />
              <span className={classes.optionWords}>
                <OutcomeBadge outcome={outcome} />
                <span className={classes.hint}>{t(`meaning.${outcome}`)}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <ColourField label={t('colour.label')} description={t('colour.hint')} value={form.values.colour ?? ''} onChange={(colour) => form.setFieldValue('colour', colour)} />
      <Switch label={t('requiresValue')} description={t('requiresValueHint')} {...form.getInputProps('requires_value', { type: 'checkbox' })} />
      <Checkbox.Group label={t('departments')} description={t('departmentsHint')} {...form.getInputProps('department_ids')}>
        <div className={classes.checks}>
          {departments.length > 1 && (
            <Button
              variant="subtle"
              size="sm"
              className={classes.everyButton}
              onClick={() => form.setFieldValue('department_ids', every ? [] : departments.map(({ id }) => id))}
            >
              {t(every ? 'noDepartment' : 'allDepartments')}
            </Button>
          )}
          {departments.map(({ id, name, uses_dispositions }) => (
            <Checkbox key={id} value={id} label={name} {...(uses_dispositions ? {} : { description: t('usesOff') })} />
          ))}
        </div>
      </Checkbox.Group>
    </FormDrawer>
  )
}
