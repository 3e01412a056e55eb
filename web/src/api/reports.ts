import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { queryString, request } from './client'
import type { Click } from './clicks'
import type { Page } from './queries'

export const groupings = [
  'kind',
  'entry_identifier',
  'site',
  'campaign',
  'department',
  'agent',
  'disposition',
  'outcome',
  'closed_by',
  'channel',
  'day',
] as const
export type Grouping = (typeof groupings)[number]

/** By which origin conversations are grouped and filtered; `entry`, their own, is what is asked without it. */
export const originViews = ['entry', 'first', 'last', 'last_paid'] as const
export type OriginView = (typeof originViews)[number]

/** Period and filters, in the words of `GET /conversations`. */
export interface ReportFilters {
  from: string
  to: string
  date_basis: 'entry' | 'closing'
  origin_view?: Exclude<OriginView, 'entry'> | undefined
  channel_id?: string | undefined
  department_id?: string | undefined
  agent_id?: string | undefined
  entry_kind?: string | undefined
  entry_identifier_id?: string | undefined
  site?: string | undefined
  campaign?: string | undefined
  disposition_id?: string | undefined
  outcome?: string | undefined
  closed_by?: string | undefined
}

export interface FirstResponse {
  n: number
  p50_s: number | null
  p90_s: number | null
  unanswered: number
}

export interface FunnelRow {
  /** An id, a word or a day; `none` where the group has no value. */
  key: string
  label: string
  kind: string | null
  clicks: number | null
  conversations: number
  new_contacts: number
  answered: number
  engaged: number
  qualified: number
  won: number
  lost: number
  neutral: number
  not_lead: number
  unclassified: number
  open: number
  revenue_cents: number
  first_response: FirstResponse
  /** Query of `/conversations` whose `total` is `conversations`. */
  conversations_query: string
  clicks_query: string | null
}

export interface FunnelReport {
  from: string
  to: string
  date_basis: string
  group_by: string
  rows: FunnelRow[]
  totals: FunnelRow
}

export interface Overview {
  from: string
  to: string
  previous_from: string
  previous_to: string
  totals: FunnelRow
  previous: FunnelRow
  days: FunnelRow[]
}

export interface MatrixCell {
  conversations: number
  automatic: number
  conversations_query: string
}
export interface MatrixRow {
  key: string
  label: string
  closed: number
  cells: MatrixCell[]
}
export interface MatrixColumn {
  key: string
  label: string
  outcome: string | null
}
export interface DispositionMatrix {
  from: string
  to: string
  by: string
  dispositions: MatrixColumn[]
  rows: MatrixRow[]
  totals: MatrixRow
}

// The figures of the filters before stay, dimmed, until those of the new ones are there.
const placeholderData = keepPreviousData

export const overviewQuery = (filters: ReportFilters) =>
  queryOptions({
    queryKey: ['reports', 'overview', filters],
    queryFn: ({ signal }) => request<Overview>('GET', '/reports/overview', { query: { ...filters }, signal }),
    placeholderData,
  })

export const funnelQuery = (filters: ReportFilters, group_by: Grouping) =>
  queryOptions({
    queryKey: ['reports', 'funnel', group_by, filters],
    queryFn: ({ signal }) => request<FunnelReport>('GET', '/reports/funnel', { query: { ...filters, group_by }, signal }),
    placeholderData,
  })

export const dispositionsQuery = (filters: ReportFilters, by: 'department' | 'agent') =>
  queryOptions({
    queryKey: ['reports', 'dispositions', by, filters],
    queryFn: ({ signal }) => request<DispositionMatrix>('GET', '/reports/dispositions', { query: { ...filters, by }, signal }),
    placeholderData,
  })

/** `query` is the `clicks_query` of a row. */
export const clicksQuery = (query: string) =>
  queryOptions({
    queryKey: ['clicks', 'of-report', query],
    queryFn: ({ signal }) => {
      const params = new URLSearchParams(query)
      params.set('limit', '100')
      params.set('count', 'true')
      return request<Page<Click>>('GET', `/clicks?${params.toString()}`, { signal })
    },
  })

/** Names of what can be chosen in a filter; only asked for when the period's own rows do not tell. */
export const namesQuery = (resource: 'channels' | 'departments' | 'users' | 'dispositions' | 'entry-identifiers') =>
  queryOptions({
    queryKey: [resource, 'names'],
    queryFn: async ({ signal }) => {
      const page = await request<Page<{ id: string; name?: string; label?: string }>>('GET', `/${resource}`, {
        query: { limit: 200 },
        signal,
      })
      return new Map(page.items.map(({ id, name, label }) => [id, name ?? label ?? id]))
    },
    retry: false,
  })

/** One row per conversation, for the same filters as the figures on screen. */
export function exportAddress(format: 'csv' | 'xlsx', filters: ReportFilters): string {
  return `/api/v1/exports/conversations.${format}${queryString({ ...filters, counted: true })}`
}
