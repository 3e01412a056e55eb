import '@/controls.css'
import { Button, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { beginWith, segments, type Segment } from '@/api/dispositions'
import { asProblem } from '@/api/problem'
import { useSetUp } from '@/api/session'
import { FormFailure, GuestFrame } from '@/components/GuestFrame'
import { PasswordField, shortestPassword } from '@/components/PasswordField'
import { applyProblem, focusFirstError, useProblemText } from '@/components/problems'
import { timeZoneOptions } from '@/components/timeZones'
import { toast } from '@/components/toast'
import { Steps } from './Steps'
import classes from './firstRun.module.css'

/** The first company and its first administrator, in a browser. */
export default function FirstRunScreen() {
  const { t } = useTranslation(['firstRun', 'common'])
  const text = useProblemText()
  const navigate = useNavigate()
  const setUp = useSetUp()
  const required = (value: string) => (value.trim() === '' ? t('common:validation.required') : null)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      company_name: '',
      time_zone: 'America/Sao_Paulo',
      segment: null as Segment | null,
      admin_name: '',
      admin_email: '',
      admin_password: '',
    },
    validate: {
      company_name: required,
      admin_name: required,
      admin_email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('common:validation.email')),
      admin_password: (value) =>
        value.length < shortestPassword ? t('common:validation.passwordShort', { count: shortestPassword }) : null,
    },
  })
  const submit = form.onSubmit(
    async ({ segment, ...values }) => {
      try {
        await setUp.mutateAsync({
          ...values,
          company_name: values.company_name.trim(),
          admin_name: values.admin_name.trim(),
          admin_email: values.admin_email.trim(),
        })
        // The company is there either way: Classificações offers the same again.
        if (segment !== null) await beginWith(segment).catch(() => undefined)
        toast.success(t('done'))
        await navigate({ to: '/' })
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const problem = setUp.error ? asProblem(setUp.error) : undefined
  return (
    <GuestFrame title={t('title')} lead={t('lead')} aside={<Steps />} width={460}>
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {problem && problem.errors.length === 0 && <FormFailure>{text(problem)}</FormFailure>}
          <fieldset className={classes.group}>
            <legend className={classes.legend}>{t('company.heading')}</legend>
            <TextInput
              label={t('company.name')}
              placeholder={t('company.namePlaceholder')}
              autoComplete="organization"
              autoFocus
              key={form.key('company_name')}
              {...form.getInputProps('company_name')}
            />
            <Select
              label={t('company.zone')}
              description={t('company.zoneHint')}
              data={timeZoneOptions()}
              searchable
              allowDeselect={false}
              key={form.key('time_zone')}
              {...form.getInputProps('time_zone')}
            />
            <Select
              label={t('company.segment')}
              description={t('company.segmentHint')}
              placeholder={t('company.segmentNone')}
              data={segments.map((one) => ({ value: one, label: t(`segment.${one}`) }))}
              clearable
              clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
              key={form.key('segment')}
              {...form.getInputProps('segment')}
            />
          </fieldset>
          <hr className={classes.divider} />
          <fieldset className={classes.group}>
            <legend className={classes.legend}>{t('admin.heading')}</legend>
            <TextInput
              label={t('admin.name')}
              autoComplete="name"
              key={form.key('admin_name')}
              {...form.getInputProps('admin_name')}
            />
            <TextInput
              label={t('admin.email')}
              type="email"
              autoComplete="username"
              key={form.key('admin_email')}
              {...form.getInputProps('admin_email')}
            />
            <PasswordField
              fresh
              label={t('admin.password')}
              description={t('admin.passwordHint', { count: shortestPassword })}
              key={form.key('admin_password')}
              {...form.getInputProps('admin_password')}
            />
          </fieldset>
          <Button type="submit" fullWidth mt={4} loading={setUp.isPending}>
            {t('submit')}
          </Button>
        </Stack>
      </form>
    </GuestFrame>
  )
}
