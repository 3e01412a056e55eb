import { queryOptions } from '@tanstack/react-query'
import { request } from './client'

export const checkCodes = [
  'link_to_inactive_number',
  'ad_to_inactive_number',
  'ads_without_click_id',
  'ads_unidentified',
  'campaign_names_missing',
  'coverage_fell',
  'delivery_lag',
  'failing_signatures',
  'link_never_clicked',
  'click_to_conversation_fell',
  'token_expires',
  'clock_skew',
] as const
export type CheckCode = (typeof checkCodes)[number]
export type CheckState = 'ok' | 'unknown' | 'warning' | 'problem'

/** How one check stands for one number or link, or for the whole company. */
export interface TrackingCheck {
  code: CheckCode
  state: CheckState
  subject: { kind: 'channel' | 'link'; id: string; name: string } | null
  since: string | null
  /** The server's own words, in the company's language. */
  message: string
  mend: string
  /** Paths of our screens. */
  mend_link: string
  list_link: string | null
  /** A share of one, milliseconds, days or a count. */
  value: number | null
  usual: number | null
}

export interface CoverageDay {
  day: string
  known: number
  conversations: number
}
/** Days without conversations are left out. */
export interface NumberCoverage {
  channel_id: string
  name: string
  days: CoverageDay[]
}

export interface TrackingHealth {
  checked_at: string
  worst: CheckState
  items: TrackingCheck[]
  from: string
  to: string
  coverage: NumberCoverage[]
}

/** As often as the server itself looks. */
const lookAgainMs = 300_000

/** The server tells when an alarm changes; the figures beside it grow older without one. */
export const trackingHealthQuery = queryOptions({
  queryKey: ['tracking', 'health'],
  queryFn: ({ signal }) => request<TrackingHealth>('GET', '/tracking-health', { signal }),
  staleTime: 60_000,
  refetchInterval: lookAgainMs,
})
