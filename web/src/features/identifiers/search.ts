import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface IdentifiersSearch {
  q?: string | undefined
  kind?: 'ad' | 'post' | 'link' | 'hashtag' | 'product' | 'number' | undefined
  /** `none`: *Campanha não informada*. */
  campaign?: 'none' | undefined
  /** `campaign`: under their campaigns and ad sets. */
  view?: 'campaign' | undefined
  /** The period of the figures. */
  from?: string | undefined
  to?: string | undefined
  /** *De onde vêm os nomes*: by file or by Marketing API. */
  names?: 'file' | 'api' | undefined
}

export function validateSearch(search: Record<string, unknown>): IdentifiersSearch {
  return {
    q: text(search.q),
    kind: oneOf(search.kind, ['ad', 'post', 'link', 'hashtag', 'product', 'number']),
    campaign: oneOf(search.campaign, ['none']),
    view: oneOf(search.view, ['campaign']),
    from: text(search.from),
    to: text(search.to),
    names: oneOf(search.names, ['file', 'api']),
  }
}
