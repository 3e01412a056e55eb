import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Channel } from './channels'
import { request } from './client'
import { useChange } from './lists'

export interface Pairing {
  state: 'code' | 'connected' | 'not_ready' | 'refused'
  /** Drawn by the server. */
  qr_svg: string | null
  /** `data:image/png;base64,…`, as the provider drew it. */
  qr_png: string | null
  reason: string | null
  expires_in_s: number | null
}

const notReadyMs = 2000
const shownS = 20

/** Asks for a code, and for the next one when it has run out; ends once the phone is connected or refused. */
export const usePairing = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['pairing', id],
    queryFn: ({ signal }) => request<Pairing>('POST', `/channels/${id}/pairing`, { signal }),
    enabled,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state: { data } }) => {
      if (data?.state === 'code') return (data.expires_in_s ?? shownS) * 1000
      return data?.state === 'not_ready' ? notReadyMs : false
    },
  })

export const useUnpair = () => useChange((id: string) => request<unknown>('DELETE', `/channels/${id}/pairing`), 'channels')

export interface WebhookSet {
  done: boolean
  reason: string | null
}
export const useSetWebhook = () =>
  useChange((id: string) => request<WebhookSet>('POST', `/channels/${id}/webhook`), 'channels')

/** Asks the provider how the number stands now. */
export function useCheck() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request<Channel>('POST', `/channels/${id}/check`),
    onSuccess: (channel) => {
      queries.setQueryData<Channel[]>(['channels'], (all) => all?.map((one) => (one.id === channel.id ? channel : one)))
    },
  })
}

export interface StartedTest {
  test_id: string
  /** The word that the answer has to hold, so that nobody else's message counts. */
  code: string
  sent_at: string
}
export interface TestState {
  out: 'queued' | 'sent' | 'delivered' | 'read' | 'failed'
  out_reason: string | null
  in: 'waiting' | 'received'
  in_at: string | null
}

export const useStartTest = (id: string) =>
  useMutation({ mutationFn: (phone: string) => request<StartedTest>('POST', `/channels/${id}/test`, { body: { phone } }) })

const testMs = 1500

/** How far a test has come, until both ways are proven or the way out has failed. */
export const useTest = (id: string, testId: string | undefined) =>
  useQuery({
    queryKey: ['channel-test', id, testId],
    queryFn: ({ signal }) => request<TestState>('GET', `/channels/${id}/test/${testId}`, { signal }),
    enabled: testId !== undefined,
    refetchInterval: ({ state: { data } }) => (data?.in === 'received' || data?.out === 'failed' ? false : testMs),
  })
