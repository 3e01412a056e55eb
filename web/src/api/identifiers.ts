import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from './client'
import { readAll } from './lists'
import type { Page } from './queries'

export const identifierKinds = ['ad', 'post', 'link', 'hashtag', 'product', 'number'] as const
export type IdentifierKind = (typeof identifierKinds)[number]

export interface EntryIdentifier {
  id: string
  kind: IdentifierKind
  key: string
  label: string
  campaign: string | null
  ad_set: string | null
  ad: string | null
  site: string | null
  short_url: string | null
  source_url: string | null
  conversations: number
  created_at: string
}

/** What may be set; an empty text takes a name away. */
export interface IdentifierChanges {
  label?: string
  campaign?: string
  ad_set?: string
  ad?: string
  site?: string
}

export interface IdentifierFilter {
  kind?: string | undefined
  q?: string | undefined
}

export const identifiersQuery = (filter: IdentifierFilter) =>
  infiniteQueryOptions({
    queryKey: ['entry-identifiers', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<EntryIdentifier>>('GET', '/entry-identifiers', {
        query: { ...filter, limit: 100, count: true, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  })

/** One identifier, for its name. */
export const identifierQuery = (id: string) =>
  queryOptions({
    queryKey: ['entry-identifiers', id],
    queryFn: ({ signal }) => request<EntryIdentifier>('GET', `/entry-identifiers/${id}`, { signal }),
    retry: false,
  })

export function useUpdateIdentifier() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, changes }: { id: string; changes: IdentifierChanges }) =>
      request<EntryIdentifier>('PATCH', `/entry-identifiers/${encodeURIComponent(id)}`, { body: changes }),
    onSuccess: async () => {
      // Campaigns and sites are groups of every report.
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['entry-identifiers'] }),
        queries.invalidateQueries({ queryKey: ['reports'] }),
      ])
    },
  })
}

/** All of them, to choose from. */
export const useIdentifiers = () =>
  useQuery({
    queryKey: ['entry-identifiers', 'all'],
    queryFn: ({ signal }) => readAll<EntryIdentifier>('/entry-identifiers', {}, signal),
  })
