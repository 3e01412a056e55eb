import { useQuery } from '@tanstack/react-query'
import { request } from './client'
import type { Page } from './queries'
import { useWorksConversations } from './session'

/** Conversations under Aguardando that the signed-in person may see. Its key falls under the live hints. */
export function useWaitingCount(): number {
  const enabled = useWorksConversations()
  const { data } = useQuery({
    queryKey: ['conversations', 'waiting-count'],
    queryFn: ({ signal }) =>
      request<Page<unknown>>('GET', '/conversations', { query: { status: 'waiting', limit: 1, count: true }, signal }),
    select: (page) => page.total ?? 0,
    enabled,
  })
  return data ?? 0
}
