import { Select, MultiSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { inUse, type Department } from '@/api/departments'
import { byPosition, useDispositions } from '@/api/dispositions'
import { asProblem } from '@/api/problem'
import { useCreateRule, useUpdateRule, type ClosingRule } from '@/api/rules'
import { useTags } from '@/api/tags'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { ConditionFields } from './ConditionFields'
import { bodyOf, draftOf, emptyDraft, fieldOf, hasConditions, type RuleDraft, type Template } from './draft'
import { Tried } from './Tried'
import { useConditionWords } from './useRuleWords'
import classes from './rules.module.css'

interface RuleDrawerProps {
  department: Department
  /** Missing: a new one. */
  rule: ClosingRule | undefined
  template: Template | undefined
  onClose: () => void
}

/** When, except, then; beside it what would have happened. */
export default function RuleDrawer({ department, rule, template, onClose }: RuleDrawerProps) {
  const { t } = useTranslation(['rules', 'common'])
  const create = useCreateRule(department.id)
  const update = useUpdateRule(department.id)
  const form = useRuleForm(department, rule, template)
  const wordsOf = useConditionWords()
  const submit = form.onSubmit(
    async (values) => {
      const body = bodyOf(values)
      try {
        if (rule) await update.mutateAsync({ id: rule.id, change: body })
        else await create.mutateAsync(body)
        toast.success(t(rule ? 'saved' : 'created', { name: body.name }))
        onClose()
      } catch (error) {
        applyProblem(form, error, Object.fromEntries(asProblem(error).errors.map(({ field }) => [field, fieldOf(field)])))
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const error = create.error ?? update.error
  const body = bodyOf(form.values)
  const ready = hasConditions(form.values)
  const obliged = department.uses_dispositions && department.disposition_required
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={rule?.name ?? t('new')}
      onSubmit={submit}
      busy={create.isPending || update.isPending}
      dirty={form.isDirty()}
      failure={error !== null && Object.keys(form.errors).length === 0 ? error : undefined}
      size={1120}
      aside={
        <Tried
          departmentId={department.id}
          rule={{ ...body, name: body.name || t('new'), enabled: false }}
          missing={!ready ? t('try.missing') : obliged && body.disposition_id === null ? t('try.missingDisposition') : undefined}
        />
      }
    >
      <TextInput label={t('form.name')} placeholder={t('form.namePlaceholder')} description={t('form.nameHint')} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <section className={classes.section}>
        <h3 className={classes.sectionTitle}>{t('form.when')}</h3>
        <p className={classes.hint}>{t('form.whenHint')}</p>
        <ConditionFields form={form} hasHours={department.working_hours !== null} />
        {form.errors.conditions && (
          <p role="alert" className={classes.failure}>
            {form.errors.conditions}
          </p>
        )}
        {ready && (
          <p className={classes.summary}>
            {t('list.when')} {wordsOf(body.conditions).join(` ${t('list.and')} `)}.
          </p>
        )}
      </section>
      <Then form={form} department={department} />
    </FormDrawer>
  )
}

function Then({ form, department }: { form: UseFormReturnType<RuleDraft>; department: Department }) {
  const { t } = useTranslation(['rules', 'common'])
  const all = byPosition(inUse(useDispositions().data))
  const tags = inUse(useTags().data)
  const offered = all.filter((one) => department.disposition_ids.includes(one.id))
  const obliged = department.uses_dispositions && department.disposition_required
  const { values } = form
  return (
    <>
      <section className={classes.section}>
        <h3 className={classes.sectionTitle}>{t('form.then')}</h3>
        <Select
          label={t('form.disposition')}
          placeholder={t('form.noDisposition')}
          withAsterisk={obliged}
          data={offered.map(({ id, name }) => ({ value: id, label: name }))}
          clearable
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          {...form.getInputProps('disposition_id')}
        />
        {(values.phrase_on || values.key_phrase_on || values.value_from_text) && (
          <Switch label={t('form.value')} description={t('form.valueHint')} {...form.getInputProps('value_from_text', { type: 'checkbox' })} />
        )}
        <Textarea label={t('form.message')} description={t('form.messageHint')} autosize minRows={2} maxLength={1000} {...form.getInputProps('message')} />
      </section>
      <section className={classes.section}>
        <h3 className={classes.sectionTitle}>{t('form.except')}</h3>
        <MultiSelect
          label={t('form.tags')}
          description={t('form.tagsHint')}
          data={tags.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          {...form.getInputProps('except_tag_ids')}
        />
      </section>
    </>
  )
}

function useRuleForm(department: Department, rule: ClosingRule | undefined, template: Template | undefined) {
  const { t } = useTranslation(['rules', 'common'])
  const required = t('common:validation.required')
  const words = {
    name: template ? t(`templates.${template}.title`) : '',
    warning: t('form.warningDefault'),
    message: template === 'phrase' || template === 'keyPhrase' ? t('form.messageDefault') : '',
    phrases: template === 'keyPhrase' ? [t('templates.keyPhrase.example')] : template === 'phrase' ? [t('templates.phrase.example')] : [],
  }
  const initial = rule ? draftOf(rule, words) : emptyDraft(words, template)
  const whenOn = (on: boolean, wrong: boolean) => (on && wrong ? required : null)
  const obliged = department.uses_dispositions && department.disposition_required
  return useForm<RuleDraft>({
    initialValues: initial,
    validate: {
      name: (value) => (value.trim() === '' ? required : null),
      conditions: {
        silence: {
          warn_after_hours: (value, { silence_on }) => whenOn(silence_on, value === ''),
          close_after_hours: (value, { silence_on }) => whenOn(silence_on, value === ''),
          warning_text: (value, { silence_on }) => whenOn(silence_on, value.trim() === ''),
        },
        phrase: { texts: (value, { phrase_on }) => whenOn(phrase_on, value.length === 0) },
        key_phrase: { texts: (value, { key_phrase_on }) => whenOn(key_phrase_on, value.length === 0) },
        identifier_ids: (value, { identifiers_on }) => whenOn(identifiers_on, value.length === 0),
      },
      disposition_id: (value) => (obliged && value === null ? required : null),
    },
  })
}
