import { useQuery } from '@tanstack/react-query'
import { request } from './client'
import { useChange } from './lists'

export interface AdNameRow {
  line: number
  ad_id: string
  ad: string | null
  ad_set: string | null
  campaign: string | null
  before: { label: string; ad: string | null; ad_set: string | null; campaign: string | null } | null
  identifier_id: string | null
  state: 'changed' | 'unchanged' | 'unseen'
}

export interface ImportedAdNames {
  preview: boolean
  changed: number
  unchanged: number
  unseen: number
  rows: AdNameRow[]
  errors: { line: number; code: string; ad_id: string }[]
}

export interface MarketingApi {
  has_token: boolean
  base_url: string | null
  set_at: string | null
  read_at: string | null
  tested_at: string | null
  expires_at: string | null
  last_error: string | null
  unnamed: number
}

export interface FetchedAdNames {
  asked: number
  named: number
  unknown: string[]
  error: string | null
  next_cursor: string | null
}

const roots = ['entry-identifiers', 'reports', 'conversations'] as const

const readFile = (file: Blob, preview: boolean) =>
  request<ImportedAdNames>('POST', '/entry-identifiers/import', { query: { preview }, body: new Blob([file], { type: 'text/csv' }) })

/** Changes nothing. */
export const previewAdNames = (file: Blob) => readFile(file, true)
export const useImportAdNames = () => useChange((file: Blob) => readFile(file, false), ...roots)

export const useMarketingApi = () =>
  useQuery({
    queryKey: ['entry-identifiers', 'marketing-api'],
    queryFn: ({ signal }) => request<MarketingApi>('GET', '/company/marketing-api', { signal }),
  })

export const useSetMarketingToken = () =>
  useChange(
    (body: { access_token: string; base_url?: string }) => request<MarketingApi>('PUT', '/company/marketing-api', { body }),
    'entry-identifiers',
  )

export const useTestMarketingToken = () =>
  useChange(() => request<MarketingApi>('POST', '/company/marketing-api/test'), 'entry-identifiers')

export const useDeleteMarketingToken = () => useChange(() => request<void>('DELETE', '/company/marketing-api'), 'entry-identifiers')

export interface Fetching {
  asked: number
  named: number
  unknown: number
  error: string | null
}

/** Part by part, telling how far it is. */
export const useFetchAdNames = (onProgress: (so_far: Fetching) => void) =>
  useChange(async (_: void) => {
    const sum: Fetching = { asked: 0, named: 0, unknown: 0, error: null }
    let cursor: string | null = null
    do {
      const part: FetchedAdNames = await request<FetchedAdNames>('POST', '/entry-identifiers/fetch-names', { query: { cursor } })
      sum.asked += part.asked
      sum.named += part.named
      sum.unknown += part.unknown.length
      sum.error = part.error
      cursor = part.next_cursor
      onProgress({ ...sum })
    } while (cursor !== null)
    return sum
  }, ...roots)
