import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'

export interface SettingRule {
  name: string
  secret: boolean
  required: boolean
  shape: 'line' | 'id' | 'address'
}

/** What a provider has to be told, and what it can do by itself. */
export interface Provider {
  provider: string
  settings: SettingRule[]
  /** A code on the screen is scanned by the phone. */
  paired_by_code: boolean
  /** Our address is made known to it by us. */
  sets_webhook: boolean
  signs_with: string | null
  number_id_setting: string | null
}

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }) => (await request<{ items: Provider[] }>('GET', '/providers', { signal })).items,
  staleTime: Number.POSITIVE_INFINITY,
})
export const useProviders = () => useQuery(providersQuery)
