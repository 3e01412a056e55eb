import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconBrandWhatsapp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCreateChannel } from '@/api/channels'
import { asProblem } from '@/api/problem'
import { useMe, useRole } from '@/api/session'
import { parsePhone } from '@/format'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { applyProblem, focusFirstError } from '@/components/problems'
import { EmptyState } from '@/components/States'
import classes from './links.module.css'

/** The first thing a link needs: which number it leads to. Nothing is connected by telling it. */
export function CompanyNumber() {
  const { t } = useTranslation(['links', 'common'])
  const me = useMe()
  const mayCreate = useRole('admin')
  const create = useCreateChannel()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: me.company.name, phone_number: '' },
    validate: {
      name: (value) => (value.trim() === '' ? t('common:validation.required') : null),
      phone_number: (value) => (parsePhone(value) === null ? t('common:validation.phone') : null),
    },
  })
  const submit = form.onSubmit(
    async ({ name, phone_number }) => {
      try {
        await create.mutateAsync({ provider: 'link_only', name: name.trim(), phone_number: parsePhone(phone_number) ?? phone_number })
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  if (!mayCreate) {
    return (
      <Card>
        <EmptyState icon={IconBrandWhatsapp} title={t('company.askTitle')}>
          {t('company.ask')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <Card className={classes.company} title={t('company.title')} lead={t('company.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {create.error && asProblem(create.error).errors.length === 0 && <Failure error={create.error} />}
          <TextInput label={t('company.name')} autoComplete="organization" key={form.key('name')} {...form.getInputProps('name')} />
          <TextInput
            label={t('company.number')}
            description={t('company.numberHint')}
            placeholder="(11) 90000-0001"
            type="tel"
            autoComplete="tel"
            autoFocus
            key={form.key('phone_number')}
            {...form.getInputProps('phone_number')}
          />
          <Button type="submit" loading={create.isPending}>
            {t('company.submit')}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
