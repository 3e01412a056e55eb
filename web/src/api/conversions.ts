import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { request } from './client'

export const platforms = ['google_ads', 'meta'] as const
export type Platform = (typeof platforms)[number]

export const unfitReasons = [
  'no_click_id',
  'malformed_click_id',
  'closed_before_click',
  'click_too_old',
  'too_old',
  'no_value',
  'excluded',
] as const
export type UnfitReason = (typeof unfitReasons)[number]

export interface Conversion {
  conversation_id: string
  protocol: string
  closed_at: string
  outcome: 'won' | 'qualified'
  value_cents: number | null
  click_id_kind: 'gclid' | 'gbraid' | 'wbraid' | 'ctwa_clid' | 'fbclid' | null
  click_id: string | null
  clicked_at: string | null
  /** Why it is left out; `null`: it is in the file. */
  reason: UnfitReason | null
}

export interface Conversions {
  platform: Platform
  from: string
  to: string
  eligible: number
  left_out: number
  reasons: Partial<Record<UnfitReason, number>>
  items: Conversion[]
  /** The file, with the same filter. */
  file_url: string
}

export interface ConversionFilter {
  platform: Platform
  from: string
  to: string
  /** `won`, `qualified`, or both with a comma. */
  outcome: string
  conversion_name?: string | undefined
  order_id?: boolean | undefined
}

// What is closed moves the reports; this is one of them.
export const conversionsQuery = (filter: ConversionFilter) =>
  queryOptions({
    queryKey: ['reports', 'conversions', filter],
    queryFn: ({ signal }) => request<Conversions>('GET', '/conversions', { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
  })
