import { useQuery } from '@tanstack/react-query'
import { request } from './client'

export interface ContactIdentity {
  kind: 'bsuid' | 'phone' | 'lid' | 'username'
  value: string
}

export interface Contact {
  id: string
  name: string | null
  phone: string | null
  username: string | null
  identities: ContactIdentity[]
  /** Test number or spam: outside every figure. */
  excluded: boolean
  created_at: string
}

export const useContact = (id: string) =>
  useQuery({
    queryKey: ['contacts', id],
    queryFn: ({ signal }) => request<Contact>('GET', `/contacts/${id}`, { signal }),
  })
