import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useChannels } from '@/api/channels'
import { inUse, type Department } from '@/api/departments'
import { useIdentifiers } from '@/api/identifiers'
import { useLinks } from '@/api/links'
import { matches, useSetRoutingRules, type Match, type RoutingRule } from '@/api/routing'
import { asProblem } from '@/api/problem'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'

interface RoutingDrawerProps {
  departments: readonly Department[]
  rules: readonly RoutingRule[]
  /** Which of them is changed; none: one is made, behind the others. */
  place: number | undefined
  onClose: () => void
}

interface Draft {
  by: Match
  value: string
  department_id: string | null
}

export default function RoutingDrawer({ departments, rules, place, onClose }: RoutingDrawerProps) {
  const { t } = useTranslation(['departments', 'common'])
  const links = inUse(useLinks().data)
  const channels = inUse(useChannels().data)
  const identifiers = useIdentifiers().data ?? []
  const save = useSetRoutingRules()
  const given = place === undefined ? undefined : rules[place]
  const required = t('common:validation.required')
  const form = useForm<Draft>({
    initialValues: given
      ? { by: given.by, value: given.value, department_id: given.department_id }
      : { by: 'link', value: '', department_id: null },
    validate: {
      value: (value) => (value.trim() === '' ? required : null),
      department_id: (value) => (value === null ? required : null),
    },
  })
  const submit = form.onSubmit(
    async ({ by, value, department_id }) => {
      if (department_id === null) return
      const typed = value.trim()
      const written = by === 'hashtag' && !typed.startsWith('#') ? `#${typed}` : typed
      try {
        const made: RoutingRule = { id: given?.id ?? null, by, value: written, department_id, enabled: given?.enabled ?? true }
        await save.mutateAsync(given ? rules.map((rule) => (rule === given ? made : rule)) : [...rules, made])
        onClose()
      } catch (error) {
        applyProblem(form, error, Object.fromEntries(asProblem(error).errors.map(({ field }) => [field, field.replace(/^items\[\d+\]\./, '')])))
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const { by } = form.values
  const choices = {
    link: links.map(({ id, name }) => ({ value: id, label: name })),
    channel: channels.map(({ id, name }) => ({ value: id, label: name })),
    identifier: identifiers.map(({ id, label, key }) => ({ value: id, label: label || key })),
  }
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={given ? t('sorting.edit') : t('sorting.add')}
      onSubmit={submit}
      submitLabel={given ? undefined : t('common:actions.add')}
      busy={save.isPending}
      dirty={form.isDirty()}
      failure={save.error !== null && Object.keys(form.errors).length === 0 ? save.error : undefined}
    >
      <Select
        label={t('sorting.when')}
        data={matches.map((one) => ({ value: one, label: t(`sorting.option.${one}`) }))}
        allowDeselect={false}
        data-autofocus
        value={by}
        onChange={(next) => form.setValues({ by: (next ?? 'link') as Match, value: '' })}
      />
      {by === 'hashtag' ? (
        <TextInput label={t('sorting.option.hashtag')} placeholder="#PROMO" maxLength={60} {...form.getInputProps('value')} />
      ) : (
        <Select
          label={t(`sorting.which.${by}`)}
          data={choices[by]}
          searchable
          nothingFoundMessage={t('common:states.noResults')}
          {...form.getInputProps('value')}
          value={form.values.value || null}
          onChange={(next) => form.setFieldValue('value', next ?? '')}
        />
      )}
      <Select
        label={t('sorting.to')}
        data={departments.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('department_id')}
      />
    </FormDrawer>
  )
}
