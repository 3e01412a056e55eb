import { createContext, useCallback, useContext } from 'react'
import { getRouteApi, useNavigate, useParams } from '@tanstack/react-router'
import type { InboxSearch } from './search'

const route = getRouteApi('/app/atendimentos')

/** The address of the inbox: which conversation is open and how the list is narrowed. */
export function useInboxAddress() {
  const search = route.useSearch()
  const { id } = useParams({ strict: false })
  const navigate = useNavigate()
  const open = useCallback(
    (conversationId: string) =>
      void navigate({ to: '/atendimentos/$id', params: { id: conversationId }, search: (now: InboxSearch) => now }),
    [navigate],
  )
  const narrow = useCallback(
    (next: InboxSearch) =>
      void (id === undefined
        ? navigate({ to: '/atendimentos', search: next, replace: true })
        : navigate({ to: '/atendimentos/$id', params: { id }, search: next, replace: true })),
    [navigate, id],
  )
  return { id, search, open, narrow }
}

/** The conversation that follows another one in the list; else the one before it. */
export type NextConversation = (id: string) => string | undefined

export function followerOf(ids: readonly string[], id: string): string | undefined {
  const at = ids.indexOf(id)
  return at < 0 ? ids[0] : (ids[at + 1] ?? ids[at - 1])
}

const Context = createContext<NextConversation | undefined>(undefined)
export const NextConversationProvider = Context.Provider
/** `undefined` where no list stands beside the conversation. */
export const useNextConversation = () => useContext(Context)
