import { useState } from 'react'
import { Button, Drawer, Radio, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCreateChannel, useUpdateChannel, type Channel } from '@/api/channels'
import { asProblem } from '@/api/problem'
import { useRole } from '@/api/session'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { parsePhone, useFormat } from '@/format'
import { ConnectionGuide } from './ConnectionGuide'
import { channelChange, draftOf, newChannel, providers, type ChannelDraft } from './draft'
import { MetaFields } from './MetaFields'
import classes from './channels.module.css'

interface ChannelDrawerProps {
  /** Missing: a new one. */
  channel: Channel | undefined
  onClose: () => void
}

export function ChannelDrawer({ channel, onClose }: ChannelDrawerProps) {
  const { t } = useTranslation(['channels', 'common'])
  const { phone } = useFormat()
  const mayAll = useRole('admin')
  const create = useCreateChannel()
  const update = useUpdateChannel()
  const [connected, setConnected] = useState<{ channel: Channel; token: string }>()
  const required = (value: string) => (value.trim() === '' ? t('common:validation.required') : null)
  const form = useForm<ChannelDraft>({
    initialValues: draftOf(channel, channel ? phone(channel.phone_number) : ''),
    validate: {
      name: required,
      phone_number: (value) => (parsePhone(value) === null ? t('common:validation.phone') : null),
      settings: {
        phone_number_id: (value, { provider }) => (mayAll && provider === 'meta_cloud' ? required(value) : null),
      },
    },
  })
  const submit = form.onSubmit(
    async (values) => {
      try {
        const saved = channel
          ? await update.mutateAsync({ id: channel.id, change: channelChange(values, channel, mayAll) })
          : await create.mutateAsync(newChannel(values))
        const isNewConnection = saved.provider !== 'link_only' && channel?.provider !== saved.provider
        if (isNewConnection) {
          setConnected({ channel: saved, token: values.settings.verify_token })
          return
        }
        toast.success(t('saved', { name: saved.name }))
        onClose()
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  if (connected) return <Connected {...connected} onClose={onClose} />

  const error = create.error ?? update.error
  const problem = error ? asProblem(error) : undefined
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={channel?.name ?? t('new')}
      onSubmit={submit}
      busy={create.isPending || update.isPending}
      dirty={form.isDirty()}
      failure={problem && Object.keys(form.errors).length === 0 ? problem : undefined}
    >
      {mayAll && channel?.provider !== 'meta_cloud' && <ProviderCards {...form.getInputProps('provider')} />}
      <TextInput label={t('name')} placeholder={t('namePlaceholder')} maxLength={120} data-autofocus={channel ? true : undefined} {...form.getInputProps('name')} />
      {mayAll && (
        <TextInput label={t('number')} placeholder="(11) 90000-0001" type="tel" {...form.getInputProps('phone_number')} />
      )}
      {mayAll && form.values.provider === 'meta_cloud' && <MetaFields form={form} set={channel?.secrets_set ?? []} />}
      {!mayAll && <p className={classes.quiet}>{t('renameOnly')}</p>}
    </FormDrawer>
  )
}

interface ProviderCardsProps {
  value?: string
  onChange?: (value: string) => void
  error?: React.ReactNode
}

function ProviderCards({ value, onChange, error }: ProviderCardsProps) {
  const { t } = useTranslation('channels')
  return (
    <Radio.Group label={t('how')} value={value ?? ''} onChange={(next) => onChange?.(next)} error={error}>
      <div className={classes.options}>
        {providers.map((provider) => (
          <Radio.Card key={provider} value={provider} className={classes.option} aria-label={`${t(`provider.${provider}`)}. ${t(`providerText.${provider}`)}`}>
            <Radio.Indicator />
            <span className={classes.optionWords}>
              <strong>{t(`provider.${provider}`)}</strong>
              <span className={classes.quiet}>{t(`providerText.${provider}`)}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}

interface ConnectedProps {
  channel: Channel
  token: string
  onClose: () => void
}

/** The verify token is on the screen this once, beside what else has to be pasted. */
function Connected({ channel, token, onClose }: ConnectedProps) {
  const { t } = useTranslation(['channels', 'common'])
  return (
    <Drawer
      opened
      onClose={onClose}
      title={channel.name}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <p className={classes.done} role="status">
        <IconCircleCheck size={20} aria-hidden />
        {t('almost')}
      </p>
      <ConnectionGuide channel={channel} verifyToken={token === '' ? undefined : token} open />
      <Button onClick={onClose} mt={20} data-autofocus>
        {t('common:actions.understood')}
      </Button>
    </Drawer>
  )
}
