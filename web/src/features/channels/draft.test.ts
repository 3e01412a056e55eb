import { expect, it } from 'vitest'
import type { Channel } from '@/api/channels'
import { channelChange, draftOf, newChannel } from './draft'

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
  const change = channelChange({ ...draftOf(channel, '+55 (11) 90000-0001'), name: 'Centro' }, channel, true)
  expect(change).toEqual({ name: 'Centro', phone_number: '5511900000001', settings: { phone_number_id: '106', waba_id: '102' } })
})

it('a plain setting that was emptied is sent empty, so it goes', () => {
  const draft = draftOf(channel, '5511900000001')
  draft.settings.waba_id = ''
  expect(channelChange(draft, channel, true).settings).toEqual({ phone_number_id: '106', waba_id: '' })
})

it('a manager sends nothing but the name', () => {
  expect(channelChange(draftOf(channel, '1'), channel, false)).toEqual({ name: 'Loja Centro' })
})

it('a number for links alone carries no settings', () => {
  expect(newChannel({ ...draftOf(undefined, '(11) 90000-0001'), name: ' Loja ' })).toEqual({
    provider: 'link_only',
    name: 'Loja',
    phone_number: '5511900000001',
  })
})
