import { oneOf, text } from '@/app/search'

/** The tabs of the inbox, by the API's word for their status; `all` sends none. */
export const tabs = ['waiting', 'mine', 'active', 'closed', 'all'] as const
export type Tab = (typeof tabs)[number]

/** Filters a person sets here. */
export const ownFilters = ['department_id', 'channel_id', 'agent_id', 'entry_kind', 'tag_id'] as const

/** Filters that come from a report or another screen; here they are shown and can be removed. */
export const foreignFilters = [
  'contact_id',
  'origin_view',
  'entry_identifier_id',
  'campaign',
  'site',
  'disposition_id',
  'outcome',
  'closed_by',
  'mode',
  'stage',
  'origin',
  'new_contact',
  'counted',
] as const

const others = ['from', 'to', 'date_basis', 'q'] as const
export const filterKeys = [...ownFilters, ...foreignFilters, ...others] as const
export type FilterKey = (typeof filterKeys)[number]

/** The filters of this screen, as they stand in the address: the API's own words. */
export type InboxSearch = { status?: Tab | undefined } & { [Key in FilterKey]?: string | undefined }

export function validateSearch(search: Record<string, unknown>): InboxSearch {
  const found: InboxSearch = { status: oneOf(search.status, tabs) }
  for (const key of filterKeys) found[key] = text(search[key])
  return found
}

/** Whether anything but the tab and the search text narrows the list. */
export function isFiltered(search: InboxSearch): boolean {
  return filterKeys.some((key) => key !== 'q' && search[key] !== undefined)
}

/** A list opened from a report shows all of it; a person who just opens the inbox sees who waits. */
export function tabOf(search: InboxSearch): Tab {
  return search.status ?? (isFiltered(search) ? 'all' : 'waiting')
}

/** What the list asks the server for. */
export function listFilter(search: InboxSearch): Record<string, string> {
  const tab = tabOf(search)
  const filter: Record<string, string> = tab === 'all' ? {} : { status: tab }
  for (const key of filterKeys) {
    const value = search[key]
    if (value !== undefined) filter[key] = value
  }
  return filter
}

/** Closed ones without a disposition, the chip under Encerrados. */
export const isUnclassified = (search: InboxSearch) => tabOf(search) === 'closed' && search.stage === 'unclassified'

/** Changing the tab keeps the person's own filters and drops what another screen asked for. */
export function onTab(search: InboxSearch, tab: Tab): InboxSearch {
  const next: InboxSearch = { ...search, status: tab }
  for (const key of foreignFilters) next[key] = undefined
  return next
}

/** What stays when every filter is taken away: the tab and the search text. */
export function withoutFilters(search: InboxSearch): InboxSearch {
  return { status: tabOf(search), q: search.q }
}
