import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'

export interface Channel {
  id: string
  /** `meta_cloud`, `link_only` … */
  provider: string
  name: string
  /** Digits with country code. */
  phone_number: string
  state: 'connected' | 'waiting' | 'error' | 'link_only'
  state_reason: string | null
  webhook_url: string
  settings: Record<string, string>
  /** Names of the secrets that are set; their values never come back. */
  secrets_set: string[]
  last_delivery_at: string | null
  archived_at: string | null
}

export interface NewChannel {
  provider: string
  name: string
  phone_number: string
  settings?: Record<string, string>
}
export type ChannelChange = Partial<NewChannel>

/** Archived ones included: earlier conversations still name them. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: ({ signal }) => readAll<Channel>('/channels', { archived: true }, signal),
})
export const useChannels = () => useQuery(channelsQuery)

export const useCreateChannel = () =>
  useChange((body: NewChannel) => request<Channel>('POST', '/channels', { body }), 'channels')

export const useUpdateChannel = () =>
  useChange(
    ({ id, change }: { id: string; change: ChannelChange }) =>
      request<Channel>('PATCH', `/channels/${id}`, { body: change }),
    'channels',
    'links',
  )

export const useArchiveChannel = () =>
  useChange((id: string) => request<unknown>('DELETE', `/channels/${id}`), 'channels')
