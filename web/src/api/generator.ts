import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Click, ClickVerdict } from './clicks'
import { request } from './client'
import { useChange } from './lists'
import type { Link, NewLink } from './links'
import type { Page } from './queries'
import type { components } from './schema'

type Schemas = components['schemas']
export type LinkStatistics = Schemas['LinkStatistics']
export type ImportedLinks = Omit<Schemas['ImportedLinks'], 'items'> & { items: Link[] }
export type UtmMacros = Schemas['UtmMacros']

/** One link for each pair of a site and a campaign. */
export interface LinkProduct {
  template: NewLink
  sites: string[]
  campaigns: string[]
}

export const mostAtOnce = 200

export interface LinkCheck {
  message_shared_with: { id: string; name: string }[]
  slug_state: 'free' | 'taken' | 'reserved' | 'form' | null
  slug_suggestion: string | null
}

/** What a text and an own slug would meet with, told while somebody types. */
export const useLinkCheck = ({ message, slug, except }: { message: string; slug: string; except?: string }) =>
  useQuery({
    queryKey: ['links', 'check', message, slug, except],
    queryFn: ({ signal }) => request<LinkCheck>('GET', '/links/check', { query: { message, slug, except }, signal }),
    enabled: message !== '' || slug !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })

export const useUtmMacros = (enabled: boolean) =>
  useQuery({
    queryKey: ['utm-macros'],
    queryFn: ({ signal }) => request<UtmMacros[]>('GET', '/utm-macros', { signal }),
    staleTime: Infinity,
    enabled,
  })

/** All of them, or none. */
export const useCreateLinks = () =>
  useChange(
    (body: { links: NewLink[] } | { product: LinkProduct }) => request<{ items: Link[] }>('POST', '/links/bulk', { body }),
    'links',
  )

const readFile = (file: Blob, preview: boolean) =>
  request<ImportedLinks>('POST', '/links/import', { query: { preview }, body: new Blob([file], { type: 'text/csv' }) })

/** Makes nothing. */
export const previewImport = (file: Blob) => readFile(file, true)
export const useImportLinks = () => useChange((file: Blob) => readFile(file, false), 'links')

export const useLink = (id: string) =>
  useQuery({
    queryKey: ['links', 'one', id],
    queryFn: ({ signal }) => request<Link>('GET', `/links/${encodeURIComponent(id)}`, { signal }),
  })

export const useLinkStatistics = (id: string, from: string, to: string) =>
  useQuery({
    queryKey: ['links', 'statistics', id, from, to],
    queryFn: ({ signal }) =>
      request<LinkStatistics>('GET', `/links/${encodeURIComponent(id)}/statistics`, { query: { from, to }, signal }),
    placeholderData: keepPreviousData,
  })

/** The newest clicks of a link, one page. */
export const useLinkClicks = (link_id: string, verdict: ClickVerdict | undefined, limit: number) =>
  useQuery({
    queryKey: ['clicks', 'of', link_id, verdict, limit],
    queryFn: ({ signal }) => request<Page<Click>>('GET', '/clicks', { query: { link_id, verdict, limit, count: true }, signal }),
    placeholderData: keepPreviousData,
  })

/** An address to be opened once in each browser whose clicks are to be kept apart. */
export const useOwnClicksAddress = () =>
  useChange(() => request<{ url: string; expires_at: string }>('POST', '/clicks/ignore-mine'))
