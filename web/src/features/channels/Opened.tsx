import type { Channel } from '@/api/channels'
import { useProviders } from '@/api/providers'
import { ChannelDrawer } from './ChannelDrawer'
import { PairingDrawer } from './PairingDrawer'
import type { Doing } from './Screen'
import { TestDrawer } from './TestDrawer'

interface OpenedProps {
  doing: Doing
  channels: readonly Channel[]
  onDoing: (doing: Doing) => void
  onClose: () => void
}

/** What is open over the numbers: loaded when the first of them is asked for. */
export default function Opened({ doing, channels, onDoing, onClose }: OpenedProps) {
  const providers = useProviders()
  const channel = doing.action === 'new' ? undefined : channels.find(({ id }) => id === doing.id)
  if (doing.action !== 'new' && !channel) return null
  if (channel && doing.action === 'pair') {
    return <PairingDrawer channel={channel} onClose={onClose} onTest={() => onDoing({ action: 'test', id: channel.id })} />
  }
  if (channel && doing.action === 'test') return <TestDrawer channel={channel} onClose={onClose} />
  // The form begins with what the provider asks: it waits for the list.
  if (providers.data === undefined && !providers.error) return null
  return (
    <ChannelDrawer
      key={`${channel?.id ?? 'new'}-${doing.action}`}
      channel={channel}
      providers={providers.data ?? []}
      moving={doing.action === 'move'}
      onClose={onClose}
      onPair={(made) => onDoing({ action: 'pair', id: made.id })}
    />
  )
}
