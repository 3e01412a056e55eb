import type { NewPublicLink, PublicPage } from '@/api/publicGenerator'
import type { LinkKind } from '@/api/links'

/** What stands in the form. A hashtag is written without its `#`. */
export interface PublicDraft {
  name: string
  channel_id: string
  kind: LinkKind
  site: string
  hashtag: string
  message: string
  slug: string
}

export function emptyDraft(page: PublicPage, message: string): PublicDraft {
  return {
    name: '',
    channel_id: page.numbers[0]?.id ?? '',
    kind: page.kinds[0] ?? 'tracked',
    site: page.sites.length === 1 ? (page.sites[0] ?? '') : '',
    hashtag: '',
    message,
    slug: '',
  }
}

/** What a person typed as the term: no `#` in front, no white space, which would end it. */
export const tidyHashtag = (typed: string) => typed.replace(/^[\s#]+/, '').replace(/\s+/g, '')

/** A term has to have a letter or number: punctuation at its end does not count. */
export const isHashtag = (term: string) => /[^\s#.,;:!?]/.test(term)

/** An own end of the address as the server takes it. */
export const tidySlug = (typed: string) =>
  typed
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .slice(0, 64)

/** The text as it is sent: the server fills in the variables. */
export const messageOf = ({ kind, hashtag, message }: Pick<PublicDraft, 'kind' | 'hashtag' | 'message'>) =>
  kind === 'hashtag' ? `#${tidyHashtag(hashtag)} ${message.trim()}`.trim() : message.trim()

/** The text as the customer gets it; `you` stands for a name that is not written yet. */
export const filledIn = (text: string, { name, site }: Pick<PublicDraft, 'name' | 'site'>, you: string) =>
  text.replace(/\{(link|site)\}/g, (whole, variable: string) => (variable === 'link' ? name.trim() || you : site.trim() || whole))

export const newPublicLink = (draft: PublicDraft): NewPublicLink => ({
  name: draft.name.trim(),
  channel_id: draft.channel_id,
  kind: draft.kind,
  site: draft.site.trim(),
  message: messageOf(draft),
  ...(draft.slug.trim() === '' ? {} : { slug: draft.slug.trim() }),
})
