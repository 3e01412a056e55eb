import { useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'
import type { Page } from './queries'

export const webhookEvents = ['conversation.opened', 'conversation.closed', 'conversation.classified', 'tracking.changed'] as const
export type WebhookEvent = (typeof webhookEvents)[number]

export interface Webhook {
  id: string
  url: string
  events: WebhookEvent[]
  /** Only of this department. */
  department_id: string | null
  enabled: boolean
  /** Shown once, when it is made. */
  secret: string | null
  created_at: string
}

export interface NewWebhook {
  url: string
  events: WebhookEvent[]
  department_id: string | null
}
export type WebhookChange = Partial<NewWebhook> & { enabled?: boolean; new_secret?: boolean }

export interface WebhookDelivery {
  id: string
  event: string
  conversation_id: string | null
  state: 'waiting' | 'retrying' | 'delivered' | 'failed' | 'cancelled'
  attempts: number
  http_status: number | null
  error: string | null
  next_attempt_at: string | null
  delivered_at: string | null
  created_at: string
  payload: unknown
}

export const useWebhooks = () =>
  useQuery({ queryKey: ['webhooks'], queryFn: ({ signal }) => readAll<Webhook>('/webhooks', {}, signal) })

export const useCreateWebhook = () =>
  useChange((body: NewWebhook) => request<Webhook>('POST', '/webhooks', { body }), 'webhooks')

export const useUpdateWebhook = () =>
  useChange(
    ({ id, change }: { id: string; change: WebhookChange }) => request<Webhook>('PATCH', `/webhooks/${id}`, { body: change }),
    'webhooks',
  )

export const useArchiveWebhook = () => useChange((id: string) => request<unknown>('DELETE', `/webhooks/${id}`), 'webhooks')

/** The latest that were told, or will be. */
export const useWebhookDeliveries = (id: string) =>
  useQuery({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: async ({ signal }) =>
      (await request<Page<WebhookDelivery>>('GET', `/webhooks/${id}/deliveries`, { query: { limit: 50 }, signal })).items,
    refetchInterval: 5000,
  })

export const useResend = (webhookId: string) =>
  useChange(
    (deliveryId: string) => request<WebhookDelivery>('POST', `/webhooks/${webhookId}/deliveries/${deliveryId}/resend`),
    'webhooks',
  )
