import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'

export const linkKinds = ['tracked', 'hashtag'] as const
export type LinkKind = (typeof linkKinds)[number]

export interface Link {
  id: string
  name: string
  channel_id: string
  kind: LinkKind
  /** Site of origin. */
  site: string
  /** Prefilled text. */
  message: string
  utm: Record<string, string>
  slug: string
  department_id: string | null
  /** *Etiquetas*, sorted. */
  tags: string[]
  /** The number belongs to this link alone. */
  dedicated_number: boolean
  identifier_id: string
  short_url: string
  whatsapp_url: string
  qr_svg_url: string
  qr_png_url: string
  /** Valid ones. */
  clicks: number
  /** All, bots and repeats too. */
  clicks_raw: number
  conversations: number
  expires_at: string | null
  archived_at: string | null
  /** `public`: by a stranger, on the company's public page. */
  made_by: 'company' | 'public'
  created_at: string
}

export interface NewLink {
  name: string
  channel_id: string
  kind: LinkKind
  site: string
  message: string
  utm?: Record<string, string>
  slug?: string
  department_id?: string
  expires_at?: string
  tags?: string[]
  dedicated_number?: boolean
}

/** Channel, kind and slug stay. */
export interface LinkChange {
  name?: string
  site?: string
  message?: string
  utm?: Record<string, string>
  archived?: boolean
  /** An empty text takes the department or the end away. */
  department_id?: string
  expires_at?: string
  tags?: string[]
  dedicated_number?: boolean
}

export const linksQuery = queryOptions({
  queryKey: ['links'],
  queryFn: ({ signal }) => readAll<Link>('/links', { archived: true }, signal),
})
export const useLinks = () => useQuery(linksQuery)

export const useCreateLink = () => useChange((body: NewLink) => request<Link>('POST', '/links', { body }), 'links')

export const useUpdateLink = () =>
  useChange(
    ({ id, change }: { id: string; change: LinkChange }) => request<Link>('PATCH', `/links/${id}`, { body: change }),
    'links',
  )
