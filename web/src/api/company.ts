import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { useChange } from './lists'

export interface Company {
  id: string
  name: string
  slug: string
  time_zone: string
  currency: string
  locale: string
  /** A hashtag at the start of the first message is the identifier instead of an ad or link. */
  hashtag_wins: boolean
}
export type CompanyChange = Partial<Omit<Company, 'id'>>

export const companyQuery = queryOptions({
  queryKey: ['company'],
  queryFn: ({ signal }) => request<Company>('GET', '/company', { signal }),
})
export const useCompany = () => useQuery(companyQuery)

export const useUpdateCompany = () =>
  useChange((body: CompanyChange) => request<Company>('PATCH', '/company', { body }), 'company', 'me')
