import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface LinksSearch {
  q?: string | undefined
  archived?: 'true' | undefined
  /** Only links that lead to this number: what another screen asked for. */
  channel_id?: string | undefined
  /** `true` shows the form for a new link in place of the table, `many` that for several. */
  new?: 'true' | 'many' | undefined
  /** How several links are made. */
  way?: 'table' | 'file' | 'product' | undefined
  /** The link whose answers the new one starts with. */
  like?: string | undefined
  /** What else there is to do with links: *Folha para imprimir*, *No seu site*, *Página pública*. */
  view?: 'sheet' | 'site' | 'public' | undefined
  /** Those that the company made, or strangers on its public page. */
  made_by?: 'company' | 'public' | undefined
  /** Ids of the links that a sheet begins with, with commas. */
  ids?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): LinksSearch {
  return {
    q: text(search.q),
    archived: oneOf(search.archived, ['true']),
    channel_id: text(search.channel_id),
    new: oneOf(search.new, ['true', 'many']),
    way: oneOf(search.way, ['table', 'file', 'product']),
    like: text(search.like),
    view: oneOf(search.view, ['sheet', 'site', 'public']),
    made_by: oneOf(search.made_by, ['company', 'public']),
    ids: text(search.ids),
  }
}
