import type { Link, LinkKind, NewLink } from '@/api/links'

export const utmKeys = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const
export type UtmKey = (typeof utmKeys)[number]
export type Utm = Record<UtmKey, string>

/** What stands in the form. A hashtag is written without its `#`. */
export interface LinkDraft {
  kind: LinkKind
  name: string
  site: string
  channel_id: string
  hashtag: string
  message: string
  slug: string
  department_id: string | null
  /** Last day, `YYYY-MM-DD`, in the company's time zone. */
  last_day: string
  utm: Utm
  /** *Etiquetas*. */
  tags: string[]
  /** The number leads through this link alone. */
  dedicated_number: boolean
}

/** What a prefilled text may hold in braces; the server fills it in when the link is made. */
export const variables = ['link', 'site', 'campanha'] as const
export type Variable = (typeof variables)[number]

type Filling = { name: string; site: string; utm: Pick<Utm, 'utm_campaign'> }

/** A text as the customer gets it; `missing` stands for what is not known yet. */
export function withVariables(text: string, draft: Filling, missing: (name: string) => string = () => ''): string {
  const values: Record<string, string> = { link: draft.name, site: draft.site, campanha: draft.utm.utm_campaign, campaign: draft.utm.utm_campaign }
  return text.replace(/\{(link|site|campanha|campaign)\}/g, (_, name: string) => values[name]?.trim() || missing(name))
}

export const emptyUtm: Utm = { utm_source: '', utm_medium: '', utm_campaign: '', utm_content: '', utm_term: '' }

/** `#CIDADE quero a promoção` in its two parts. */
export function splitHashtag(text: string): { hashtag: string; message: string } {
  const found = /^\s*#(\S+)\s*([\s\S]*)$/.exec(text)
  return found ? { hashtag: found[1] ?? '', message: found[2] ?? '' } : { hashtag: '', message: text }
}

/** What a person typed as the term: no `#` in front, no white space, which would end it. */
export function tidyHashtag(typed: string): string {
  return typed.replace(/^[\s#]+/, '').replace(/\s+/g, '')
}

/** A term has to have a letter or number: punctuation at its end does not count. */
export function isHashtag(term: string): boolean {
  return /[^\s#.,;:!?]/.test(term)
}

export function messageOf(draft: Pick<LinkDraft, 'kind' | 'hashtag' | 'message'>): string {
  if (draft.kind === 'tracked') return draft.message.trim()
  return `#${tidyHashtag(draft.hashtag)} ${draft.message.trim()}`.trim()
}

export function utmOf(utm: Utm): Record<string, string> {
  return Object.fromEntries(Object.entries(utm).flatMap(([key, value]) => (value.trim() === '' ? [] : [[key, value.trim()]])))
}

/** An own slug as the server takes it: lower case, hyphens for what cannot stand in an address. */
export function tidySlug(typed: string): string {
  return typed
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .slice(0, 64)
}

/** Minutes by which the zone is ahead of UTC at an instant. */
function offsetMinutes(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const shown = Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second'))
  return Math.round((shown - Math.floor(instant / 1000) * 1000) / 60_000)
}

/** The last second of a day where the company is, as an instant. */
export function endOfDay(day: string, timeZone: string): string {
  const wall = Date.parse(`${day}T23:59:59Z`)
  // A second look, because the offset may differ between the guess and the instant it leads to.
  const guess = wall - offsetMinutes(wall, timeZone) * 60_000
  return new Date(wall - offsetMinutes(guess, timeZone) * 60_000).toISOString().replace('.000Z', 'Z')
}

export function newLink(draft: LinkDraft, timeZone: string): NewLink {
  return {
    name: draft.name.trim(),
    channel_id: draft.channel_id,
    kind: draft.kind,
    site: draft.site.trim(),
    message: messageOf(draft),
    utm: utmOf(draft.utm),
    ...(draft.slug.trim() === '' ? {} : { slug: draft.slug.trim() }),
    ...(draft.department_id === null ? {} : { department_id: draft.department_id }),
    ...(draft.last_day === '' ? {} : { expires_at: endOfDay(draft.last_day, timeZone) }),
    ...(draft.tags.length === 0 ? {} : { tags: draft.tags }),
    ...(draft.dedicated_number ? { dedicated_number: true } : {}),
  }
}

/** The answers of a link for one more like it; its name and address are its own. */
export function draftLike(link: Link): LinkDraft {
  const parts = link.kind === 'hashtag' ? splitHashtag(link.message) : { hashtag: '', message: link.message }
  return {
    kind: link.kind,
    name: '',
    site: link.site,
    channel_id: link.channel_id,
    ...parts,
    slug: '',
    department_id: link.department_id,
    last_day: '',
    utm: { ...emptyUtm, ...link.utm },
    tags: [...link.tags],
    // Two links cannot both have a number for themselves.
    dedicated_number: false,
  }
}
