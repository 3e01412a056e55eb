import { Alert, MultiSelect, NumberInput, Select, Switch, TagsInput, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useIdentifiers } from '@/api/identifiers'
import { speakers } from '@/api/rules'
import type { RuleDraft } from './draft'
import classes from './rules.module.css'

interface ConditionFieldsProps {
  form: UseFormReturnType<RuleDraft>
  hasHours: boolean
}

/** Each condition with its switch; what is on opens. All of them have to hold. */
export function ConditionFields({ form, hasHours }: ConditionFieldsProps) {
  const { t } = useTranslation(['rules', 'common'])
  const identifiers = useIdentifiers().data ?? []
  const { values } = form
  const hours = { min: 1, max: 720, allowDecimal: false, suffix: ` ${t('form.hoursUnit')}` }
  const part = (name: string) => form.getInputProps(`conditions.${name}`)
  return (
    <>
      <Condition form={form} name="silence_on" on={values.silence_on} label={t('condition.silence')} hint={t('condition.silenceHint')} error={form.errors['conditions.silence']}>
        <div className={classes.pair}>
          <NumberInput label={t('form.warnAfter')} {...hours} {...part('silence.warn_after_hours')} />
          <NumberInput label={t('form.closeAfter')} {...hours} {...part('silence.close_after_hours')} />
        </div>
        <Textarea label={t('form.warning')} autosize minRows={2} maxLength={1000} {...part('silence.warning_text')} />
      </Condition>
      <Condition form={form} name="phrase_on" on={values.phrase_on} label={t('condition.phrase')} hint={t('condition.phraseHint')}>
        <Select label={t('form.from')} data={speakers.map((one) => ({ value: one, label: t(`form.speaker.${one}`) }))} allowDeselect={false} {...part('phrase.from')} />
        <TagsInput label={t('form.phrases')} description={t('form.phrasesHint')} splitChars={[';', '\n']} maxTags={20} {...part('phrase.texts')} />
      </Condition>
      <Condition form={form} name="key_phrase_on" on={values.key_phrase_on} label={t('condition.keyPhrase')} hint={t('condition.keyPhraseHint')} error={form.errors['conditions.key_phrase']}>
        <TagsInput label={t('form.phrases')} description={t('form.phrasesHint')} splitChars={[';', '\n']} maxTags={20} {...part('key_phrase.texts')} />
      </Condition>
      <Condition form={form} name="identifiers_on" on={values.identifiers_on} label={t('condition.identifiers')} hint={t('condition.identifiersHint')}>
        <MultiSelect
          label={t('form.identifiers')}
          data={identifiers.map(({ id, label, key }) => ({ value: id, label: label || key }))}
          searchable
          limit={50}
          nothingFoundMessage={t('common:states.noResults')}
          {...part('identifier_ids')}
        />
      </Condition>
      <div className={classes.condition} data-on={values.conditions.outside_hours || undefined}>
        <Switch
          label={t('condition.outsideHours')}
          description={t('condition.outsideHoursHint')}
          {...form.getInputProps('conditions.outside_hours', { type: 'checkbox' })}
        />
        {values.conditions.outside_hours && !hasHours && <Alert color="orange">{t('condition.noHours')}</Alert>}
      </div>
    </>
  )
}

interface ConditionProps {
  form: UseFormReturnType<RuleDraft>
  name: 'silence_on' | 'phrase_on' | 'key_phrase_on' | 'identifiers_on'
  on: boolean
  label: string
  hint: string
  error?: React.ReactNode
  children: React.ReactNode
}

function Condition({ form, name, on, label, hint, error, children }: ConditionProps) {
  return (
    <div className={classes.condition} data-on={on || undefined}>
      <Switch label={label} description={hint} error={error} {...form.getInputProps(name, { type: 'checkbox' })} />
      {on && <div className={classes.inside}>{children}</div>}
    </div>
  )
}
