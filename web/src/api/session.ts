import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { client, setCsrfToken, unwrap } from './client'
import { asProblem } from './problem'
import type { components } from './schema'

type Schemas = components['schemas']

export const roles = ['admin', 'manager', 'agent', 'marketing'] as const
export type Role = (typeof roles)[number]
export type Me = Omit<Schemas['Me'], 'role'> & { role: Role }

function readMe(me: Schemas['Me']): Me {
  // A role of a newer server than this page gets the menus of the least one.
  return { ...me, role: roles.find((role) => role === me.role) ?? 'agent' }
}

/** Who is signed in; `null` when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    try {
      const me = readMe(await unwrap(client.GET('/api/v1/me')))
      setCsrfToken(me.csrf_token ?? undefined)
      return me
    } catch (error) {
      if (asProblem(error).status !== 401) throw error
      setCsrfToken(undefined)
      return null
    }
  },
  staleTime: 300_000,
  gcTime: Number.POSITIVE_INFINITY,
})

/** Whether the installation still has no company. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => unwrap(client.GET('/api/v1/setup')),
  staleTime: 300_000,
})

export const oneTimeLinkQuery = (token: string) =>
  queryOptions({
    queryKey: ['one-time-link', token],
    queryFn: () => unwrap(client.GET('/api/v1/one-time-links/{token}', { params: { path: { token } } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

export function useOptionalMe(): Me | null {
  return useQuery(meQuery).data ?? null
}

/** For screens behind the guard, where somebody is always signed in. */
export function useMe(): Me {
  const me = useOptionalMe()
  if (!me) throw new Error('this screen is shown to signed-in people only')
  return me
}

/** `useRole('admin', 'manager')`: whether the signed-in person has one of these roles. */
export function useRole(...wanted: readonly Role[]): boolean {
  const me = useOptionalMe()
  return me !== null && wanted.includes(me.role)
}

/** Everything cached belongs to the session before; only who is signed in is asked again. */
async function beginSession(queries: QueryClient): Promise<void> {
  queries.clear()
  await queries.fetchQuery(meQuery)
}

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: Schemas['LoginRequest']) => {
      await unwrap(client.POST('/api/v1/session', { body }))
      await beginSession(queries)
    },
  })
}

export function useSetUp() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: Schemas['SetupRequest']) => {
      await unwrap(client.POST('/api/v1/setup', { body }))
      await beginSession(queries)
    },
  })
}

export function useChoosePassword(token: string) {
  return useMutation({
    mutationFn: (password: string) =>
      unwrap(client.POST('/api/v1/one-time-links/{token}', { params: { path: { token } }, body: { password } })),
  })
}

/** Leaves by a whole page load: nothing of the company before may stay in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: async () => {
      await unwrap(client.DELETE('/api/v1/session'))
      announceSessionChange()
      location.assign('/entrar')
    },
  })
}

export function useSwitchCompany() {
  return useMutation({
    mutationFn: async (company_id: string) => {
      await unwrap(client.POST('/api/v1/session/company', { body: { company_id } }))
      announceSessionChange()
      location.assign('/')
    },
  })
}

const sessionChannel = 'nascente-session'

/** The cookie is shared by all tabs: the others must not go on showing another company's data. */
function announceSessionChange(): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(sessionChannel)
  channel.postMessage('changed')
  channel.close()
}

export function followSessionChanges(): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined
  const channel = new BroadcastChannel(sessionChannel)
  channel.onmessage = () => location.assign('/')
  return () => channel.close()
}

/** Whether somebody answers, transfers and closes. Marketing only sees where conversations came from. */
export const useWorksConversations = () => useRole('admin', 'manager', 'agent')
