import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'

/** What is known about the connection of a number, and since when. */
export interface Connection {
  state: 'connected' | 'pairing' | 'disconnected' | 'wrong_key' | 'unknown' | 'waiting' | 'link_only'
  since: string | null
  /** In the provider's words, shortened. */
  reason: string | null
  /** Which setting the provider did not take. */
  wrong_setting: string | null
  checked_at: string | null
  token_expires_at: string | null
  /** The number that the phone is signed in with, in digits. */
  paired_phone: string | null
  /** It is not the number that stands here. */
  number_differs: boolean
}

/** Messages on their way out through this number. */
export interface Queue {
  waiting: number
  retrying: number
  failed: number
}

export interface Channel {
  id: string
  /** `meta_cloud`, `link_only` … */
  provider: string
  name: string
  /** Digits with country code. */
  phone_number: string
  state: 'connected' | 'waiting' | 'error' | 'link_only'
  /** Left out by a server that does not watch connections. */
  connection?: Connection | null
  queue?: Queue | null
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
  queryFn: ({ signal }) => readAll<Channel>('/channels', {}, signal),
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
