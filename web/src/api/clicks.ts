import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import type { Page } from './queries'

export const clickVerdicts = ['valid', 'bot', 'prefetch', 'repeat', 'closed_link', 'own'] as const
export type ClickVerdict = (typeof clickVerdicts)[number]

export interface Click {
  id: string
  link_id: string
  at: string
  /** Counted. */
  valid: boolean
  verdict: ClickVerdict
  device: 'mobile' | 'desktop' | 'other' | null
  referrer: string | null
  /** Whether a conversation carries its code. */
  matched: boolean
  /** The fields of the address's query, decoded. */
  parameters: Record<string, string>
  language: string | null
  region: string | null
}

export interface ClickFilter {
  link_id?: string
  valid?: boolean
  from?: string
  to?: string
}

/** The latest clicks of a filter, with how many there are. */
export const clicksQuery = (filter: ClickFilter, limit = 50) =>
  queryOptions({
    queryKey: ['clicks', filter, limit],
    queryFn: ({ signal }) => request<Page<Click>>('GET', '/clicks', { query: { ...filter, limit, count: true }, signal }),
  })
export const useClicks = (filter: ClickFilter, limit?: number) => useQuery(clicksQuery(filter, limit))
