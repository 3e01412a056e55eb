import { Checkbox, Radio, Select, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FormField } from '@/api/departments'
import { MoneyInput } from '@/components/MoneyInput'
import { DayInput } from '@/components/TypedInputs'
import { formatDocument } from './answers'
import answerClasses from './answers.module.css'

type Input = Omit<React.ComponentProps<typeof TextInput>, 'value' | 'onChange'> & {
  // What `@mantine/form` hands out is typed so.
  value?: any // eslint-disable-line
  onChange?: any // eslint-disable-line
}

/** A field that the department asks for, by its type. */
export function OwnField({ field, input }: { field: FormField; input: Input }) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const shared = { label: field.label, withAsterisk: field.required, required: field.required, ...input }
  const { value, onChange, error } = input
  switch (field.type) {
    case 'money':
      return <MoneyInput {...(shared as React.ComponentProps<typeof MoneyInput>)} />
    case 'list':
      return (
        <Select
          {...(shared as React.ComponentProps<typeof Select>)}
          data={field.options}
          placeholder={t('thread:closing.choose')}
          searchable={field.options.length > 8}
          clearable={!field.required}
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          nothingFoundMessage={t('common:states.noResults')}
        />
      )
    case 'multiple':
      return (
        <Checkbox.Group className={answerClasses.wideField} label={field.label} withAsterisk={field.required} error={error} value={Array.isArray(value) ? value : []} onChange={onChange}>
          <div className={answerClasses.choices}>
            {field.options.map((option, index) => (
              <Checkbox key={option} value={option} label={option} {...(index === 0 ? { 'data-path': (input as Record<string, unknown>)['data-path'] } : {})} />
            ))}
          </div>
        </Checkbox.Group>
      )
    case 'yes_no':
      return (
        <Radio.Group
          label={field.label}
          withAsterisk={field.required}
          error={error}
          value={value === true ? 'yes' : value === false ? 'no' : null}
          onChange={(next) => onChange(next === 'yes')}
        >
          <div className={answerClasses.choices}>
            <Radio value="yes" label={t('common:states.yes')} {...{ 'data-path': (input as Record<string, unknown>)['data-path'] }} />
            <Radio value="no" label={t('common:states.no')} />
            {!field.required && typeof value === 'boolean' && (
              <button type="button" className={answerClasses.quietLink} onClick={() => onChange(null)}>
                {t('common:actions.clear')}
              </button>
            )}
          </div>
        </Radio.Group>
      )
    case 'date':
      return <DayInput {...shared} value={typeof value === 'string' ? value : ''} onChange={onChange} />
    case 'long_text':
      return <Textarea {...(shared as React.ComponentProps<typeof Textarea>)} className={answerClasses.wideField} autosize minRows={3} maxLength={4000} />
    case 'cpf_cnpj':
      return (
        <TextInput
          {...shared}
          inputMode="text"
          autoComplete="off"
          placeholder="000.000.000-00"
          onChange={(event) => onChange(formatDocument(event.currentTarget.value))}
        />
      )
    case 'number':
      return <TextInput {...shared} inputMode="decimal" autoComplete="off" />
    case 'text':
      return <TextInput {...shared} autoComplete="off" maxLength={500} />
  }
}
