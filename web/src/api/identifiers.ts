import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import type { Conversation } from './conversations'
import { readAll, useChange } from './lists'
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
  link_id: string | null
  short_url: string | null
  source_url: string | null
  /** The identifier that its conversations count for. */
  merged_into: string | null
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
  /** `none`: *Campanha não informada*. */
  campaign?: string | undefined
}

/** An identifier beside another one. */
export interface NamedIdentifier {
  id: string
  label: string
  key: string
  conversations: number
}

export interface IdentifierDetail extends EntryIdentifier {
  headline: string | null
  body: string | null
  picture_url: string | null
  stands_for_it: NamedIdentifier | null
  merged: NamedIdentifier[]
}

export interface IdentifierChange {
  id: string
  at: string
  way: 'named' | 'file' | 'marketing_api' | 'link' | 'merged' | 'split'
  actor_kind: string
  actor_name: string | null
  identifier: { id: string; label: string }
  other: { id: string; label: string } | null
  names: { field: 'label' | 'campaign' | 'ad_set' | 'ad' | 'site'; from: string | null; to: string | null }[]
}

export interface IdentifierNames {
  campaigns: string[]
  ad_sets: string[]
  ads: string[]
  sites: string[]
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

const path = (id: string) => `/entry-identifiers/${encodeURIComponent(id)}`

// Campaigns and sites are groups of every report; who stands for whom decides what conversations count for.
const changed = ['entry-identifiers', 'reports', 'conversations'] as const

export const useUpdateIdentifier = () =>
  useChange(
    ({ id, changes }: { id: string; changes: IdentifierChanges }) => request<EntryIdentifier>('PATCH', path(id), { body: changes }),
    ...changed,
  )

/** One campaign, ad set or site for many. */
export const useNameMany = () =>
  useChange(
    (body: { ids: string[] } & IdentifierChanges) => request<{ changed: number }>('POST', '/entry-identifiers/name-many', { body }),
    ...changed,
  )

/** One after the other, so that each can be split again by itself. */
export const useMergeInto = () =>
  useChange(async ({ ids, into }: { ids: string[]; into: string }) => {
    for (const id of ids) await request<EntryIdentifier>('POST', `${path(id)}/merge`, { body: { into } })
  }, ...changed)

export const useSplit = () => useChange((id: string) => request<EntryIdentifier>('POST', `${path(id)}/split`), ...changed)

export const identifierQuery = (id: string) =>
  queryOptions({
    queryKey: ['entry-identifiers', 'one', id],
    queryFn: ({ signal }) => request<IdentifierDetail>('GET', path(id), { signal }),
  })

export const useIdentifier = (id: string) => useQuery(identifierQuery(id))

export const useIdentifierChanges = (id: string, limit: number, enabled: boolean) =>
  useQuery({
    queryKey: ['entry-identifiers', 'changes', id, limit],
    queryFn: ({ signal }) => request<Page<IdentifierChange>>('GET', `${path(id)}/changes`, { query: { limit }, signal }),
    placeholderData: keepPreviousData,
    enabled,
  })

/** The names in use, so that one campaign is not written in two ways. */
export const useIdentifierNames = (enabled = true) =>
  useQuery({
    queryKey: ['entry-identifiers', 'names'],
    queryFn: ({ signal }) => request<IdentifierNames>('GET', '/entry-identifiers/names', { signal }),
    enabled,
  })

/** How many have no campaign. */
export const useWithoutCampaign = () =>
  useQuery({
    queryKey: ['entry-identifiers', 'without-campaign'],
    queryFn: async ({ signal }) => {
      const page = await request<Page<EntryIdentifier>>('GET', '/entry-identifiers', { query: { campaign: 'none', count: true, limit: 1 }, signal })
      return page.total ?? 0
    },
  })

/** The latest conversations that count for an identifier. */
export const useLatestConversations = (id: string, limit: number) =>
  useQuery({
    queryKey: ['conversations', 'of-identifier', id, limit],
    queryFn: ({ signal }) =>
      request<Page<Conversation>>('GET', '/conversations', { query: { entry_identifier_id: id, counted: true, limit }, signal }),
  })

/** All of them, to choose from. */
export const useIdentifiers = () =>
  useQuery({
    queryKey: ['entry-identifiers', 'all'],
    queryFn: ({ signal }) => readAll<EntryIdentifier>('/entry-identifiers', {}, signal),
  })
