import { randomKey } from '@/api/client'
import type { Channel, ChannelChange, NewChannel } from '@/api/channels'
import type { Provider, SettingRule } from '@/api/providers'
import { parsePhone } from '@/format'

export const linkOnly = 'link_only'

export interface ChannelDraft {
  provider: string
  name: string
  phone_number: string
  settings: Record<string, string>
}

export const rulesOf = (providers: readonly Provider[], name: string): readonly SettingRule[] =>
  providers.find(({ provider }) => provider === name)?.settings ?? []

/** A verify token is any text that both sides know: one is made up, so that nobody has to. */
export function settingsDraft(rules: readonly SettingRule[], channel: Channel | undefined): Record<string, string> {
  const value = ({ name, secret }: SettingRule) => {
    if (!secret) return channel?.settings[name] ?? ''
    return name === 'verify_token' && !channel?.secrets_set.includes(name) ? randomKey().slice(0, 20) : ''
  }
  return Object.fromEntries(rules.map((rule) => [rule.name, value(rule)]))
}

export function draftOf(channel: Channel | undefined, shownPhone: string, rules: readonly SettingRule[]): ChannelDraft {
  return {
    provider: channel?.provider ?? linkOnly,
    name: channel?.name ?? '',
    phone_number: shownPhone,
    settings: settingsDraft(rules, channel),
  }
}

/** Which settings are still demanded: a secret that is set already is not. */
export function missingSettings(draft: ChannelDraft, rules: readonly SettingRule[], channel: Channel | undefined): string[] {
  const set = channel?.provider === draft.provider ? channel.secrets_set : []
  return rules
    .filter(({ name, required }) => required && (draft.settings[name] ?? '').trim() === '' && !set.includes(name))
    .map(({ name }) => name)
}

/** Secrets that were left empty stay as they are; a plain setting that was emptied is taken away. */
export function settingsOf(draft: ChannelDraft, rules: readonly SettingRule[], channel: Channel | undefined): Record<string, string> {
  const same = channel?.provider === draft.provider
  const entries = rules.map((rule) => [rule, (draft.settings[rule.name] ?? '').trim()] as const)
  const kept = entries.filter(([{ name, secret }, value]) => value !== '' || (same && !secret && (channel.settings[name] ?? '') !== ''))
  return Object.fromEntries(kept.map(([{ name }, value]) => [name, value]))
}

export function newChannel(draft: ChannelDraft, rules: readonly SettingRule[]): NewChannel {
  return {
    provider: draft.provider,
    name: draft.name.trim(),
    phone_number: parsePhone(draft.phone_number) ?? draft.phone_number,
    ...(draft.provider === linkOnly ? {} : { settings: settingsOf(draft, rules, undefined) }),
  }
}

/** Managers send the name alone: anything else would be refused, changed or not. */
export function channelChange(draft: ChannelDraft, rules: readonly SettingRule[], channel: Channel, mayAll: boolean): ChannelChange {
  if (!mayAll) return { name: draft.name.trim() }
  const { provider, ...rest } = newChannel(draft, rules)
  const settings = draft.provider === linkOnly ? undefined : settingsOf(draft, rules, channel)
  return { ...rest, ...(settings ? { settings } : {}), ...(provider === channel.provider ? {} : { provider }) }
}
