import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useUpdateCompany, type Company } from '@/api/company'
import { asProblem } from '@/api/problem'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { applyProblem, focusFirstError } from '@/components/problems'
import { timeZoneOptions } from '@/components/timeZones'
import { toast } from '@/components/toast'
import classes from './settings.module.css'

const currencies = ['BRL', 'USD', 'EUR', 'ARS', 'CLP', 'COP', 'MXN', 'PEN', 'PYG', 'UYU', 'GBP']

/** `BRL (real brasileiro)`, in the language of the screen. */
function currencyOptions(language: string, present: string) {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  return [...new Set([present, ...currencies])].map((code) => ({ value: code, label: `${code} (${names.of(code) ?? code})` }))
}

export function CompanyForm({ company }: { company: Company }) {
  const { t, i18n } = useTranslation(['settings', 'common', 'shell'])
  const update = useUpdateCompany()
  const form = useForm({
    initialValues: { name: company.name, time_zone: company.time_zone, currency: company.currency, locale: company.locale },
    validate: { name: (value) => (value.trim() === '' ? t('common:validation.required') : null) },
  })
  const submit = form.onSubmit(
    async (values) => {
      try {
        await update.mutateAsync({ ...values, name: values.name.trim() })
        form.resetDirty(values)
        toast.success(t('saved'))
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const zoneChanged = form.values.time_zone !== company.time_zone
  return (
    <Card title={t('company.title')}>
      <form onSubmit={submit} noValidate className={classes.form}>
        {update.error && asProblem(update.error).errors.length === 0 && <Failure error={update.error} />}
        <TextInput label={t('company.name')} maxLength={120} autoComplete="organization" {...form.getInputProps('name')} />
        <Select
          label={t('company.zone')}
          description={zoneChanged ? t('company.zoneChanged') : t('company.zoneHint')}
          data={timeZoneOptions()}
          searchable
          allowDeselect={false}
          {...form.getInputProps('time_zone')}
        />
        <div className={classes.pair}>
          <Select
            label={t('company.currency')}
            data={currencyOptions(i18n.language, company.currency)}
            searchable
            allowDeselect={false}
            {...form.getInputProps('currency')}
          />
          <Select
            label={t('company.locale')}
            data={[
              { value: 'pt-BR', label: t('shell:language.pt') },
              { value: 'en', label: t('shell:language.en') },
            ]}
            allowDeselect={false}
            {...form.getInputProps('locale')}
          />
        </div>
        <div className={classes.buttons}>
          <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
            {t('common:actions.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
