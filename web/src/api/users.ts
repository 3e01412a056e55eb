import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'
import type { Role } from './session'

export interface User {
  id: string
  name: string
  /** `null` for roles that may not see it. */
  email: string | null
  role: Role
  department_ids: string[]
  /** Whether the invitation is still open. */
  invited: boolean
  archived_at: string | null
}

export interface NewUser {
  name: string
  email: string
  role: Role
  department_ids: string[]
}
export type UserChange = Partial<Omit<NewUser, 'email'>>

export interface UserWithLink {
  user: User
  /** `null` when the login had a password already. */
  one_time_url: string | null
}

/** Archived ones included: earlier conversations still name them. */
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => readAll<User>('/users', {}, signal),
})
export const useUsers = () => useQuery(usersQuery)

export const useInviteUser = () =>
  useChange((body: NewUser) => request<UserWithLink>('POST', '/users', { body }), 'users')

export const useUpdateUser = () =>
  useChange(
    ({ id, change }: { id: string; change: UserChange }) => request<User>('PATCH', `/users/${id}`, { body: change }),
    'users',
    'me',
  )

export const useResetPassword = () =>
  useChange((id: string) => request<UserWithLink>('POST', `/users/${id}/reset-password`), 'users')

export const useArchiveUser = () => useChange((id: string) => request<unknown>('DELETE', `/users/${id}`), 'users')
