import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'
import type { Role } from './session'

export interface Token {
  id: string
  name: string
  role: Role
  department_id: string | null
  created_at: string
  revoked_at: string | null
}

export interface NewToken {
  name: string
  role: Role
  /** Demanded with role `agent`. */
  department_id?: string
}

export interface CreatedToken {
  token: Token
  /** Shown this once. */
  secret: string
}

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => readAll<Token>('/tokens', {}, signal),
})
export const useTokens = () => useQuery(tokensQuery)

export const useCreateToken = () =>
  useChange((body: NewToken) => request<CreatedToken>('POST', '/tokens', { body }), 'tokens')

export const useRevokeToken = () => useChange((id: string) => request<unknown>('DELETE', `/tokens/${id}`), 'tokens')
