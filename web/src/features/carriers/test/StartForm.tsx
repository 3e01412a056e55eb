import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlugConnected } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useStartCarrierTest, type CarrierTest } from '@/api/carriers'
import { useChannels, type Channel } from '@/api/channels'
import { inUse } from '@/api/departments'
import { asProblem } from '@/api/problem'
import { useRole } from '@/api/session'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { applyProblem, focusFirstError } from '@/components/problems'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { parsePhone, useFormat } from '@/format'
import classes from './test.module.css'

interface StartFormProps {
  onStarted: (test: CarrierTest) => void
}

/** Which number, and which phone is at hand. */
export function StartForm({ onStarted }: StartFormProps) {
  const channels = useChannels()
  return (
    <Loaded query={channels} skeleton={<Skeletons shape="form" count={3} />}>
      {(all) => {
        const usable = inUse(all).filter((channel) => channel.provider !== 'link_only')
        return usable.length === 0 ? <NoChannel /> : <Form channels={usable} onStarted={onStarted} />
      }}
    </Loaded>
  )
}

function NoChannel() {
  const { t } = useTranslation('carriers')
  const connects = useRole('admin', 'manager')
  return (
    <Card>
      <EmptyState
        icon={IconPlugConnected}
        title={t('try.noChannel')}
        {...(connects
          ? {
              action: (
                <Button component={Link} to="/conexoes">
                  {t('try.noChannelAction')}
                </Button>
              ),
            }
          : {})}
      >
        {t('try.noChannelText')}
      </EmptyState>
    </Card>
  )
}

function Form({ channels, onStarted }: StartFormProps & { channels: readonly Channel[] }) {
  const { t } = useTranslation(['carriers', 'common'])
  const format = useFormat()
  const start = useStartCarrierTest()
  const form = useForm({
    initialValues: { channel_id: channels[0]?.id ?? '', phone: '', product_id: '' },
    validate: { phone: (value) => (parsePhone(value) === null ? t('try.badPhone') : null) },
  })
  const submit = form.onSubmit(
    async ({ channel_id, phone, product_id }) => {
      try {
        const product = product_id.trim()
        onStarted(await start.mutateAsync({ channel_id, phone, ...(product === '' ? {} : { product_id: product }) }))
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  return (
    <div className={classes.start}>
      <Card>
        <form onSubmit={submit} noValidate className={classes.form}>
          {start.error && asProblem(start.error).errors.length === 0 && <Failure error={start.error} />}
          <NativeSelect
            label={t('try.channel')}
            description={t('try.channelHint')}
            data={channels.map(({ id, name, phone_number }) => ({ value: id, label: `${name} · ${format.phone(phone_number)}` }))}
            {...form.getInputProps('channel_id')}
          />
          <TextInput
            label={t('try.phone')}
            description={t('try.phoneHint')}
            placeholder="(11) 90000-0001"
            inputMode="tel"
            autoComplete="tel-national"
            {...form.getInputProps('phone')}
          />
          <TextInput
            label={`${t('try.product')} (${t('common:states.optional')})`}
            description={t('try.productHint')}
            maxLength={100}
            {...form.getInputProps('product_id')}
          />
          <Button type="submit" loading={start.isPending} className={classes.begin}>
            {t('try.start')}
          </Button>
        </form>
      </Card>
      <HowItGoes />
    </div>
  )
}

function HowItGoes() {
  const { t } = useTranslation('carriers')
  return (
    <Card title={t('try.how.title')}>
      <ol className={classes.how}>
        {(['one', 'two', 'three'] as const).map((step) => (
          <li key={step}>{t(`try.how.${step}`)}</li>
        ))}
      </ol>
      <p className={classes.quiet}>{t('try.how.note')}</p>
    </Card>
  )
}
