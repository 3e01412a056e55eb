import { useInfiniteQuery } from '@tanstack/react-query'
import { request } from './client'
import { useChange } from './lists'
import type { Page } from './queries'

export interface EventOutcome {
  /** Place in the delivery, from 0. */
  ordinal: number
  /** `message`, `echo`, `status`, or the provider's word. */
  kind: string
  provider_id: string | null
  outcome: 'recorded' | 'duplicate' | 'ignored' | 'refused' | 'failed'
  reason: string | null
  conversation_id: string | null
}

export interface Delivery {
  id: string
  channel_id: string
  provider: string
  received_at: string
  state: 'pending' | 'recorded' | 'failed'
  bytes: number
  error: string | null
  events: EventOutcome[]
}
export const deliveryStates = ['pending', 'recorded', 'failed'] as const

/** Latest first, fifty at a time. */
export const useDeliveries = (state?: Delivery['state']) =>
  useInfiniteQuery({
    queryKey: ['deliveries', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Delivery>>('GET', '/deliveries', { query: { state, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  })

export const useReplayDelivery = () =>
  useChange(
    (id: string) => request<unknown>('POST', `/deliveries/${id}/replay`),
    'deliveries',
    'conversations',
    'channels',
  )
