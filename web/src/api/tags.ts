import { useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'

export interface Tag {
  id: string
  name: string
  /** `#rrggbb`. */
  colour: string
  archived_at: string | null
}

/** Archived ones included: conversations still carry them. */
export const useTags = () =>
  useQuery({
    queryKey: ['tags'],
    queryFn: ({ signal }) => readAll<Tag>('/tags', {}, signal),
  })

export const useCreateTag = () =>
  useChange((body: { name: string; colour?: string }) => request<Tag>('POST', '/tags', { body }), 'tags')

export const useUpdateTag = () =>
  useChange(
    ({ id, change }: { id: string; change: { name?: string; colour?: string; archived?: boolean } }) =>
      request<Tag>('PATCH', `/tags/${id}`, { body: change }),
    'tags',
    'conversations',
  )

export const usePutTag = (conversationId: string) =>
  useChange(
    (tag_id: string) => request<undefined>('POST', `/conversations/${conversationId}/tags`, { body: { tag_id } }),
    'conversations',
  )

export const useTakeTag = (conversationId: string) =>
  useChange((tagId: string) => request<undefined>('DELETE', `/conversations/${conversationId}/tags/${tagId}`), 'conversations')
