import { randomKey } from '@/api/client'
import type { Channel, ChannelChange, NewChannel } from '@/api/channels'
import { parsePhone } from '@/format'

export const providers = ['link_only', 'meta_cloud'] as const
export type Provider = (typeof providers)[number]

export const plainSettings = ['phone_number_id', 'waba_id'] as const
export const secretSettings = ['app_secret', 'verify_token', 'access_token'] as const
export type SettingName = (typeof plainSettings)[number] | (typeof secretSettings)[number]

export interface ChannelDraft {
  provider: string
  name: string
  phone_number: string
  settings: Record<SettingName, string>
}

const isSecret = (name: string) => (secretSettings as readonly string[]).includes(name)

/** A verify token is any text that both sides know: one is made up, so that nobody has to. */
export function draftOf(channel: Channel | undefined, shownPhone: string): ChannelDraft {
  const known = (name: SettingName) => (isSecret(name) ? '' : (channel?.settings[name] ?? ''))
  return {
    provider: channel?.provider ?? 'link_only',
    name: channel?.name ?? '',
    phone_number: shownPhone,
    settings: {
      phone_number_id: known('phone_number_id'),
      waba_id: known('waba_id'),
      app_secret: '',
      verify_token: channel?.secrets_set.includes('verify_token') ? '' : randomKey().slice(0, 20),
      access_token: '',
    },
  }
}

/** Secrets that were left empty stay as they are; a plain setting that was emptied is taken away. */
export function settingsOf(draft: ChannelDraft, channel: Channel | undefined): Record<string, string> {
  const entries = Object.entries(draft.settings).map(([name, value]) => [name, value.trim()] as const)
  return Object.fromEntries(
    entries.filter(([name, value]) => value !== '' || (!isSecret(name) && (channel?.settings[name] ?? '') !== '')),
  )
}

export function newChannel(draft: ChannelDraft): NewChannel {
  return {
    provider: draft.provider,
    name: draft.name.trim(),
    phone_number: parsePhone(draft.phone_number) ?? draft.phone_number,
    ...(draft.provider === 'link_only' ? {} : { settings: settingsOf(draft, undefined) }),
  }
}

/** Managers send the name alone: anything else would be refused, changed or not. */
export function channelChange(draft: ChannelDraft, channel: Channel, mayAll: boolean): ChannelChange {
  if (!mayAll) return { name: draft.name.trim() }
  const { provider, ...rest } = newChannel(draft)
  const settings = draft.provider === 'link_only' ? undefined : settingsOf(draft, channel)
  return { ...rest, ...(settings ? { settings } : {}), ...(provider === channel.provider ? {} : { provider }) }
}
