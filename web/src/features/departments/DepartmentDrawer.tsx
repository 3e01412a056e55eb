import { lazy, Suspense, useState } from 'react'
import { NumberInput, Switch, Tabs, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { inUse, useCreateDepartment, useUpdateDepartment, type Department } from '@/api/departments'
import { byPosition, useDispositions } from '@/api/dispositions'
import { asProblem, type ApiProblem } from '@/api/problem'
import { ClosingPreview } from '@/components/ClosingPreview'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { bodyOf, draftOf, partOf, takesOptions, type DepartmentDraft } from './draft'
import { FormBuilder } from './FormBuilder'
import { wrongHours } from './hours'
import { OfferedDispositions } from './OfferedDispositions'
import { Section } from './Section'
import { TeamPart } from './TeamPart'
import type { DepartmentPart } from './search'
import classes from './departments.module.css'

const VersionsModal = lazy(() => import('./VersionsModal'))

interface DepartmentDrawerProps {
  /** Missing: a new one. */
  department: Department | undefined
  part: DepartmentPart
  onPart: (part: DepartmentPart) => void
  onClose: () => void
}

/** `form_fields[2].label` as the form names it; what is wrong with a key is said at the label it comes from. */
function renamed(problem: ApiProblem): Record<string, string> {
  return Object.fromEntries(
    problem.errors.map(({ field }) => [
      field,
      field.startsWith('working_hours') ? 'hours' : field.replace(/\[(\d+)\]/g, '.$1').replace(/\.key$/, '.label'),
    ]),
  )
}

export function DepartmentDrawer({ department, part, onPart, onClose }: DepartmentDrawerProps) {
  const { t } = useTranslation(['departments', 'common'])
  const dispositions = byPosition(inUse(useDispositions().data))
  const create = useCreateDepartment()
  const update = useUpdateDepartment()
  const [versions, setVersions] = useState(false)
  const [wrong, setWrong] = useState<number>()
  const form = useDepartmentForm(department)
  /** Brings the part of the first mistake into sight, and then its field. */
  const show = (names: readonly string[]) => {
    const [first] = names
    if (first === undefined) return
    onPart(partOf(first))
    setWrong(/^form_fields\.(\d+)/.test(first) ? Number(first.split('.')[1]) : undefined)
    requestAnimationFrame(() => focusFirstError(form, names))
  }
  const submit = form.onSubmit(
    async (values) => {
      const body = bodyOf(values)
      try {
        if (department) await update.mutateAsync({ id: department.id, change: body })
        else await create.mutateAsync(body)
        toast.success(t(department ? 'saved' : 'created', { name: body.name }))
        onClose()
      } catch (error) {
        const names = renamed(asProblem(error))
        applyProblem(form, error, names)
        show(Object.values(names))
      }
    },
    (errors) => show(Object.keys(errors)),
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
      size={1120}
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
      <Tabs value={part} onChange={(next) => onPart((next ?? 'closing') as DepartmentPart)} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="closing">{t('parts.closing')}</Tabs.Tab>
          <Tabs.Tab value="form">{t('parts.form')}</Tabs.Tab>
          <Tabs.Tab value="team">{t('parts.team')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="closing" className={classes.panel}>
          <ClosingPart form={form} dispositions={dispositions} department={department} />
        </Tabs.Panel>
        <Tabs.Panel value="form" className={classes.panel}>
          <Section title={t('fields.title')} lead={values.full_closing ? t('fields.lead') : t('fields.needsFull')}>
            <FormBuilder form={form} dispositions={offered} wrong={wrong} onVersions={department && (() => setVersions(true))} />
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="team" className={classes.panel}>
          <TeamPart form={form} />
        </Tabs.Panel>
      </Tabs>
      {versions && department && (
        <Suspense>
          <VersionsModal department={department} onClose={() => setVersions(false)} />
        </Suspense>
      )}
    </FormDrawer>
  )
}

type DepartmentForm = ReturnType<typeof useDepartmentForm>

function useDepartmentForm(department: Department | undefined) {
  const { t } = useTranslation(['departments', 'common'])
  const required = t('common:validation.required')
  return useForm<DepartmentDraft>({
    initialValues: draftOf(department),
    validate: {
      name: (value) => (value.trim() === '' ? required : null),
      form_fields: {
        label: (value) => (value.trim() === '' ? required : null),
        options: (value, values, path) => {
          const field = values.form_fields[Number(path.split('.')[1])]
          return field && takesOptions(field.type) && value.length === 0 ? t('fields.noOptions') : null
        },
      },
      hours: (value) => {
        const wrong = wrongHours(value)
        return wrong ? t(`hours.wrong.${wrong}`) : null
      },
    },
  })
}

interface ClosingPartProps {
  form: DepartmentForm
  dispositions: React.ComponentProps<typeof OfferedDispositions>['dispositions']
  department: Department | undefined
}

function ClosingPart({ form, dispositions, department }: ClosingPartProps) {
  const { t } = useTranslation('departments')
  const { values } = form
  return (
    <>
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
      {department && (
        <Section title={t('rules.title')} lead={t('rules.lead')}>
          <p className={classes.sectionLead}>
            <Link to="/departamentos/$id/regras" params={{ id: department.id }}>
              {t('rules.open')}
            </Link>
          </p>
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
      <details className={classes.details}>
        <summary>{t('advanced')}</summary>
        <Switch label={t('required')} description={t('requiredHint')} {...form.getInputProps('disposition_required', { type: 'checkbox' })} />
      </details>
    </>
  )
}
