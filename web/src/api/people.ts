import { infiniteQueryOptions, useQuery } from '@tanstack/react-query'
import type { EntryKind, Outcome } from '@/components/Chips'
import { request } from './client'
import type { ContactIdentity } from './contacts'
import { useChange } from './lists'
import type { Page } from './queries'

/** Somebody in a list. */
export interface Person {
  id: string
  name: string | null
  phone: string | null
  username: string | null
  identities: ContactIdentity[]
  /** Test number or spam: outside every figure. */
  excluded: boolean
  created_at: string
  /** As many as the caller may see. */
  conversations: number
  last_message_at: string | null
  first_entry: {
    conversation_id: string
    opened_at: string
    kind: EntryKind
    identifier_id: string | null
    label: string | null
    unidentified: boolean
  } | null
  /** Other contacts that were merged into this one. */
  merged: number
}

export interface Merge {
  contact: { id: string; name: string | null; phone: string | null }
  into_id: string
  by_proof: boolean
  merged_by: string | null
  merged_at: string
}

export interface KnownPerson extends Person {
  merges: Merge[]
}

export type Ground = 'same_username' | 'same_phone' | 'phone_form' | 'hidden_twin'
export type Strength = 'possible' | 'likely' | 'strong'

export interface MergeProposal {
  id: string
  /** Seen first: it would stand for both. */
  one: Person
  other: Person
  reasons: { ground: Ground; strength: Strength }[]
  found_at: string
  merged: { name: string | null; phone: string | null; username: string | null; excluded: boolean; joined: number }
}

export interface JourneyItem {
  kind: 'click' | 'touch' | 'conversation' | 'first_response' | 'closing'
  at: string
  conversation_id: string
  protocol: string
  touch: { kind: EntryKind; method: string; identifier_id: string | null; label: string | null; deciding: boolean } | null
  click: {
    link_id: string
    link_name: string
    short_url: string
    parameters: Record<string, string>
    referrer: string | null
    device: string | null
    region: string | null
  } | null
  conversation: { started_by: 'contact' | 'company'; channel_id: string; department_id: string; entry_kind: EntryKind; entry_label: string | null; status: string } | null
  closing: {
    disposition: string | null
    outcome: Outcome | null
    closed_by: string
    closed_by_name: string | null
    value_cents: number | null
    undone_at: string | null
    corrects: boolean
  } | null
}

export interface PeopleFilter {
  q?: string | undefined
  excluded?: string | undefined
}

export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Person>>('GET', '/contacts', { query: { ...filter, limit: 50, count: true, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  })

/** Pairs that nobody has decided, all of them or those that name one contact. */
export const proposalsQuery = (contactId?: string, enabled = true) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'proposals', contactId ?? ''],
    queryFn: ({ pageParam, signal }) =>
      request<Page<MergeProposal>>('GET', '/contacts/merge-proposals', {
        query: { contact_id: contactId, limit: 20, count: true, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled,
  })

export const usePerson = (id: string) =>
  useQuery({
    queryKey: ['contacts', id],
    queryFn: ({ signal }) => request<KnownPerson>('GET', `/contacts/${encodeURIComponent(id)}`, { signal }),
  })

export const useJourney = (id: string) =>
  useQuery({
    queryKey: ['contacts', id, 'journey'],
    queryFn: ({ signal }) =>
      request<{ items: JourneyItem[]; truncated: boolean }>('GET', `/contacts/${encodeURIComponent(id)}/journey`, { signal }),
  })

const roots = ['contacts', 'conversations', 'reports'] as const

export const useChangePerson = (id: string) =>
  useChange(
    (changes: { name?: string; excluded?: boolean }) => request<KnownPerson>('PATCH', `/contacts/${encodeURIComponent(id)}`, { body: changes }),
    ...roots,
  )

/** Makes one person of two: whoever was seen first stands for both. */
export const useMerge = () =>
  useChange(
    ({ one, other }: { one: string; other: string }) =>
      request<KnownPerson>('POST', `/contacts/${encodeURIComponent(one)}/merge`, { body: { other } }),
    ...roots,
  )

export const useSplit = () =>
  useChange((id: string) => request<KnownPerson>('POST', `/contacts/${encodeURIComponent(id)}/split`), ...roots)

export const useKeepApart = () =>
  useChange(
    ({ one, other }: { one: string; other: string }) =>
      request<undefined>('POST', `/contacts/${encodeURIComponent(one)}/keep-apart`, { body: { other } }),
    'contacts',
  )
