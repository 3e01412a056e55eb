import { NumberInput, Select, Switch, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Disposition } from '@/api/dispositions'
import type { DepartmentDraft } from './draft'
import classes from './departments.module.css'

interface SilenceFieldsProps {
  form: UseFormReturnType<DepartmentDraft>
  dispositions: readonly Disposition[]
}

/** Two steps, so that nobody is closed without notice: warn, wait, close. */
export function SilenceFields({ form, dispositions }: SilenceFieldsProps) {
  const { t } = useTranslation(['departments', 'common'])
  const hours = { min: 1, max: 720, allowDecimal: false, suffix: ` ${t('hoursUnit')}` }
  return (
    <>
      <Switch label={t('silence.on')} {...form.getInputProps('silence_on', { type: 'checkbox' })} />
      {form.values.silence_on && (
        <div className={classes.nested}>
          <div className={classes.pair}>
            <NumberInput label={t('silence.warnAfter')} {...hours} {...form.getInputProps('silence_rule.warn_after_hours')} />
            <NumberInput label={t('silence.closeAfter')} {...hours} {...form.getInputProps('silence_rule.close_after_hours')} />
          </div>
          <Textarea
            label={t('silence.warning')}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('silence_rule.warning_text')}
          />
          <Select
            label={t('silence.disposition')}
            placeholder={t('silence.dispositionDefault')}
            data={dispositions.map(({ id, name }) => ({ value: id, label: name }))}
            clearable
            clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
            {...form.getInputProps('silence_rule.disposition_id')}
          />
        </div>
      )}
    </>
  )
}
