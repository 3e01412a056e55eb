import { Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FormField } from '@/api/departments'
import { MoneyInput } from '@/components/MoneyInput'

type Input = Omit<React.ComponentProps<typeof TextInput>, 'value' | 'onChange'> & {
  // What `@mantine/form` hands out is typed so.
  value?: any // eslint-disable-line
  onChange?: any // eslint-disable-line
}

/** A field that the department asks for, by its type. */
export function OwnField({ field, input }: { field: FormField; input: Input }) {
  const { t } = useTranslation(['inbox', 'common'])
  const shared = { label: field.label, withAsterisk: field.required, required: field.required, ...input }
  switch (field.type) {
    case 'money':
      return <MoneyInput {...(shared as React.ComponentProps<typeof MoneyInput>)} />
    case 'list':
      return (
        <Select
          {...(shared as React.ComponentProps<typeof Select>)}
          data={field.options}
          placeholder={t('closing.choose')}
          searchable={field.options.length > 8}
          clearable={!field.required}
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          nothingFoundMessage={t('common:states.noResults')}
        />
      )
    case 'number':
      return <TextInput {...shared} inputMode="decimal" autoComplete="off" />
    case 'text':
      return <TextInput {...shared} autoComplete="off" maxLength={4000} />
  }
}
