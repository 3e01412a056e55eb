import { useState } from 'react'
import { Button, Drawer, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArrowsExchange, IconCircleCheck, IconQrcode } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCreateChannel, useUpdateChannel, type Channel } from '@/api/channels'
import { asProblem } from '@/api/problem'
import type { Provider } from '@/api/providers'
import { useRole } from '@/api/session'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { parsePhone, useFormat } from '@/format'
import { connectionOf } from './connection'
import { ConnectionGuide } from './ConnectionGuide'
import { channelChange, draftOf, linkOnly, missingSettings, newChannel, rulesOf, settingsDraft, type ChannelDraft } from './draft'
import { ProviderCards } from './ProviderCards'
import { SettingFields } from './SettingFields'
import classes from './channels.module.css'

interface ChannelDrawerProps {
  /** Missing: a new one. */
  channel: Channel | undefined
  providers: readonly Provider[]
  /** To another provider, or from links alone to one. */
  moving: boolean
  onClose: () => void
  onPair: (channel: Channel) => void
}

export function ChannelDrawer({ channel, providers, moving, onClose, onPair }: ChannelDrawerProps) {
  const { t } = useTranslation(['channels', 'common'])
  const { phone } = useFormat()
  const mayAll = useRole('admin')
  const create = useCreateChannel()
  const update = useUpdateChannel()
  const [connected, setConnected] = useState<{ channel: Channel; token: string }>()
  const required = (value: string) => (value.trim() === '' ? t('common:validation.required') : null)
  const form = useForm<ChannelDraft>({
    initialValues: draftOf(channel, channel ? phone(channel.phone_number) : '', rulesOf(providers, channel?.provider ?? '')),
    validate: (values) => {
      const found: Record<string, string | null> = { name: required(values.name) }
      if (mayAll && parsePhone(values.phone_number) === null) found.phone_number = t('common:validation.phone')
      const missing = mayAll ? missingSettings(values, rulesOf(providers, values.provider), channel) : []
      for (const name of missing) found[`settings.${name}`] = t('common:validation.required')
      return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== null))
    },
  })
  const { provider } = form.values
  const rules = rulesOf(providers, provider)
  const choose = (next: string) => {
    const same = next === channel?.provider ? channel : undefined
    form.setValues({ provider: next, settings: settingsDraft(rulesOf(providers, next), same) })
    form.clearErrors()
  }
  const submit = form.onSubmit(
    async (values) => {
      try {
        const saved = channel
          ? await update.mutateAsync({ id: channel.id, change: channelChange(values, rules, channel, mayAll) })
          : await create.mutateAsync(newChannel(values, rules))
        const isNewConnection = saved.provider !== linkOnly && channel?.provider !== saved.provider
        if (isNewConnection) {
          setConnected({ channel: saved, token: values.settings.verify_token ?? '' })
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
  const ruleOf = (name: string) => providers.find((one) => one.provider === name)
  if (connected) return <Connected {...connected} provider={ruleOf(connected.channel.provider)} onClose={onClose} onPair={() => onPair(connected.channel)} />

  const error = create.error ?? update.error
  const problem = error ? asProblem(error) : undefined
  const wrong = channel && provider === channel.provider && !moving ? connectionOf(channel).wrong_setting : null
  const choosing = mayAll && (channel === undefined || moving)
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={channel ? (moving ? t('move.title', { name: channel.name }) : channel.name) : t('new')}
      onSubmit={submit}
      busy={create.isPending || update.isPending}
      dirty={form.isDirty()}
      size={560}
      failure={problem && Object.keys(form.errors).length === 0 ? problem : undefined}
    >
      {channel && moving && (
        <p className={classes.moving}>
          <IconArrowsExchange size={19} stroke={1.8} aria-hidden />
          {t('move.text')}
        </p>
      )}
      {!moving && <TextInput label={t('name')} placeholder={t('namePlaceholder')} maxLength={120} data-autofocus={wrong === null || undefined} {...form.getInputProps('name')} />}
      {mayAll && !moving && <TextInput label={t('number')} placeholder="(11) 90000-0001" type="tel" {...form.getInputProps('phone_number')} />}
      {choosing && (
        <ProviderCards providers={providers} offersLinkOnly={channel === undefined || channel.provider === linkOnly} value={provider} onChange={choose} />
      )}
      {mayAll && rules.length > 0 && (
        <SettingFields
          form={form}
          rules={rules}
          set={provider === channel?.provider ? channel.secrets_set : []}
          wrong={wrong}
        />
      )}
      {!mayAll && <p className={classes.quiet}>{t('renameOnly')}</p>}
    </FormDrawer>
  )
}

interface ConnectedProps {
  channel: Channel
  provider: Provider | undefined
  token: string
  onClose: () => void
  onPair: () => void
}

/** What is left to do, in order. The verify token is on the screen this once, beside what else has to be pasted. */
function Connected({ channel, provider, token, onClose, onPair }: ConnectedProps) {
  const { t } = useTranslation(['channels', 'common'])
  const pairs = provider?.paired_by_code ?? false
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
        {t(pairs ? 'almostPaired' : 'almost')}
      </p>
      <ConnectionGuide channel={channel} provider={provider} verifyToken={token === '' ? undefined : token} open />
      <div className={classes.after}>
        {pairs && (
          <Button leftSection={<IconQrcode size={18} aria-hidden />} onClick={onPair} data-autofocus>
            {t('remedy.code')}
          </Button>
        )}
        <Button variant={pairs ? 'default' : 'filled'} onClick={onClose} data-autofocus={pairs ? undefined : true}>
          {t(pairs ? 'later' : 'common:actions.understood')}
        </Button>
      </div>
    </Drawer>
  )
}
