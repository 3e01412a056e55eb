import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import { connectionOf, tones } from './connection'

/** What a number can do right now, and since when. */
export function ChannelState({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels')
  const { relative } = useFormat()
  const { state, since } = connectionOf(channel)
  const when = since === null ? undefined : relative(since, Date.now())
  const dated = when !== undefined && (state === 'disconnected' || state === 'connected')
  return <Tone tone={tones[state] ?? 'quiet'}>{dated ? t(`stateSince.${state}`, { when }) : t(`state.${state}`)}</Tone>
}
