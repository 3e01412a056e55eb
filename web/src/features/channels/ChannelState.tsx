import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'

const tones = { connected: 'good', waiting: 'warning', error: 'danger', link_only: 'quiet' } as const

/** What a number can do right now. */
export function ChannelState({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels')
  const { relative } = useFormat()
  const text =
    channel.state === 'connected' && channel.last_delivery_at !== null
      ? t('state.connectedSince', { when: relative(channel.last_delivery_at, Date.now()) })
      : t(`state.${channel.state}`)
  return <Tone tone={tones[channel.state] ?? 'quiet'}>{text}</Tone>
}
