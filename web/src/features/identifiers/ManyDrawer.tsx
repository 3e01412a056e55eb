import '@/controls.css'
import { Autocomplete } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useIdentifierNames, useNameMany } from '@/api/identifiers'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { suggested } from './names'
import classes from './identifiers.module.css'

interface ManyDrawerProps {
  ids: readonly string[]
  onClose: () => void
  onDone: () => void
}

const fields = ['campaign', 'ad_set', 'site'] as const

/** One campaign for many identifiers; a field left empty leaves each as it is. */
export default function ManyDrawer({ ids, onClose, onDone }: ManyDrawerProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  const give = useNameMany()
  const names = useIdentifierNames().data
  const form = useForm({
    initialValues: { campaign: '', ad_set: '', site: '' },
    validate: { campaign: (value, all) => (value.trim() === '' && fields.every((field) => all[field].trim() === '') ? t('common:validation.required') : null) },
  })
  const save = async (values: typeof form.values) => {
    const given = Object.fromEntries(fields.map((field) => [field, values[field].trim()]).filter(([, text]) => text !== ''))
    try {
      const { changed } = await give.mutateAsync({ ids: [...ids], ...given })
      toast.success(t('many.done', { count: changed }))
      onDone()
    } catch (error) {
      applyProblem(form, error)
    }
  }
  const unplaced = give.error !== null && Object.keys(form.errors).length === 0
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t('many.title', { count: ids.length })}
      busy={give.isPending}
      failure={unplaced ? give.error : undefined}
      dirty={form.isDirty()}
      onSubmit={form.onSubmit(
        (values) => void save(values),
        (errors) => focusFirstError(form, Object.keys(errors)),
      )}
    >
      <p className={classes.hint}>{t('many.hint')}</p>
      {fields.map((field) => (
        <Autocomplete
          key={field}
          label={t(`field.${field}`)}
          placeholder={t(`placeholder.${field}`)}
          maxLength={120}
          limit={8}
          comboboxProps={{ withinPortal: false }}
          withScrollArea={false}
          data={names?.[suggested[field]] ?? []}
          data-autofocus={field === 'campaign' || undefined}
          {...form.getInputProps(field)}
        />
      ))}
    </FormDrawer>
  )
}
