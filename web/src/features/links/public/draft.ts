import type { LinkKind } from '@/api/links'
import type { PublicGeneratorChange, PublicGeneratorSettings } from '@/api/publicGenerator'

/** What stands in the form. */
export interface PublicPageDraft {
  enabled: boolean
  channel_ids: string[]
  kinds: LinkKind[]
  /** One per line. */
  sites: string
  department_id: string | null
  tags: string[]
  daily_limit: number | string
  /** Empty: none of its own. */
  colour: string
}

export const draftOf = (settings: PublicGeneratorSettings): PublicPageDraft => ({
  enabled: settings.enabled,
  channel_ids: settings.channel_ids,
  kinds: settings.kinds,
  sites: settings.sites.join('\n'),
  department_id: settings.department_id,
  tags: settings.tags,
  daily_limit: settings.daily_limit,
  colour: settings.colour ?? '',
})

export const lines = (text: string) => [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')

export const changeOf = (draft: PublicPageDraft): PublicGeneratorChange => ({
  enabled: draft.enabled,
  channel_ids: draft.channel_ids,
  kinds: draft.kinds,
  sites: lines(draft.sites),
  department_id: draft.department_id ?? '',
  tags: draft.tags,
  daily_limit: Number(draft.daily_limit),
  colour: draft.colour,
})
