import { expect, it } from 'vitest'
import type { Channel } from '@/api/channels'
import type { SettingRule } from '@/api/providers'
import { channelChange, draftOf, missingSettings, newChannel } from './draft'

const rule = (name: string, secret = false, required = true): SettingRule => ({ name, secret, required, shape: 'line' })
const meta = [rule('phone_number_id'), rule('waba_id', false, false), rule('app_secret', true), rule('verify_token', true, false)]
const evolution = [rule('base_url'), rule('instance'), rule('api_key', true)]

const channel: Channel = {
  id: 'chn_1',
  provider: 'meta_cloud',
  name: 'Loja Centro',
  phone_number: '5511900000001',
  state: 'connected',
  state_reason: null,
  webhook_url: 'https://nascente.test/hooks/meta_cloud/chn_1',
  settings: { phone_number_id: '106', waba_id: '102' },
  secrets_set: ['app_secret', 'verify_token'],
  last_delivery_at: null,
  archived_at: null,
}

it('secrets that nobody typed are not sent, so they stay', () => {
  const change = channelChange({ ...draftOf(channel, '+55 (11) 90000-0001', meta), name: 'Centro' }, meta, channel, true)
  expect(change).toEqual({ name: 'Centro', phone_number: '5511900000001', settings: { phone_number_id: '106', waba_id: '102' } })
})

it('a plain setting that was emptied is sent empty, so it goes', () => {
  const draft = draftOf(channel, '5511900000001', meta)
  draft.settings.waba_id = ''
  expect(channelChange(draft, meta, channel, true).settings).toEqual({ phone_number_id: '106', waba_id: '' })
})

it('a manager sends nothing but the name', () => {
  expect(channelChange(draftOf(channel, '1', meta), meta, channel, false)).toEqual({ name: 'Loja Centro' })
})

it('a number for links alone carries no settings', () => {
  expect(newChannel({ ...draftOf(undefined, '(11) 90000-0001', []), name: ' Loja ' }, [])).toEqual({
    provider: 'link_only',
    name: 'Loja',
    phone_number: '5511900000001',
  })
})

it('what a provider demands is missing until it is typed, or was kept as a secret of the same provider', () => {
  const same = draftOf(channel, '1', meta)
  expect(missingSettings(same, meta, channel)).toEqual([])
  const moved = { ...draftOf(channel, '1', evolution), provider: 'evolution' }
  expect(missingSettings(moved, evolution, channel)).toEqual(['base_url', 'instance', 'api_key'])
})

it('moving to another provider sends the settings of the new one alone', () => {
  const draft = { ...draftOf(channel, '5511900000001', evolution), provider: 'evolution' }
  draft.settings = { base_url: 'https://evo.test', instance: 'loja', api_key: 'k' }
  expect(channelChange(draft, evolution, channel, true)).toEqual({
    name: 'Loja Centro',
    phone_number: '5511900000001',
    provider: 'evolution',
    settings: { base_url: 'https://evo.test', instance: 'loja', api_key: 'k' },
  })
})
