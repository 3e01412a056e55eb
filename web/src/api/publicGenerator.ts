import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from './client'
import type { LinkKind } from './links'
import { useChange } from './lists'
import { asProblem } from './problem'

/** What the company offers on its public page. */
export interface PublicGeneratorSettings {
  enabled: boolean
  /** Switched on, with a number that can be offered. */
  reachable: boolean
  url: string
  channel_ids: string[]
  kinds: LinkKind[]
  /** None: anything may be written. */
  sites: string[]
  department_id: string | null
  tags: string[]
  daily_limit: number
  /** `#rrggbb` */
  colour: string | null
  made_today: number
}
export type PublicGeneratorChange = Partial<Omit<PublicGeneratorSettings, 'reachable' | 'url' | 'made_today' | 'department_id' | 'colour'>> & {
  /** An empty text takes it away. */
  department_id?: string
  colour?: string
}

export const usePublicGenerator = () =>
  useQuery({
    queryKey: ['company', 'public-generator'],
    queryFn: ({ signal }) => request<PublicGeneratorSettings>('GET', '/company/public-generator', { signal }),
  })
export const useUpdatePublicGenerator = () =>
  useChange((body: PublicGeneratorChange) => request<PublicGeneratorSettings>('PATCH', '/company/public-generator', { body }), 'company')

/** What anybody may know of a company whose page is switched on. */
export interface PublicPage {
  company: string
  locale: string
  colour: string | null
  logo_url: string | null
  numbers: { id: string; phone_number: string }[]
  kinds: LinkKind[]
  sites: string[]
  limit_reached: boolean
}

export interface NewPublicLink {
  name: string
  channel_id: string
  kind: LinkKind
  site: string
  message: string
  slug?: string
}

export interface PublicLink {
  name: string
  kind: LinkKind
  message: string
  slug: string
  short_url: string
  whatsapp_url: string
  qr_svg_url: string
  qr_png_url: string
}

const path = (company: string) => `/public-generators/${encodeURIComponent(company)}`

/** `null`: there is no such page. */
export const usePublicPage = (company: string) =>
  useQuery({
    queryKey: ['public-page', company],
    queryFn: async ({ signal }) => {
      try {
        return await request<PublicPage>('GET', path(company), { signal })
      } catch (error) {
        if (asProblem(error).status === 404) return null
        throw error
      }
    },
  })

export function useMakePublicLink(company: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewPublicLink) => request<PublicLink>('POST', `${path(company)}/links`, { body }),
    // The limit of the day may be reached now.
    onSettled: () => queries.invalidateQueries({ queryKey: ['public-page', company] }),
  })
}
