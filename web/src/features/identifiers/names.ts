import type { IdentifierChanges } from '@/api/identifiers'

export const fields = ['label', 'campaign', 'ad_set', 'ad', 'site'] as const
export type Names = Record<(typeof fields)[number], string>

/** Only what was changed, so that two people naming different fields do not undo each other. */
export function changesOf(before: Names, after: Names): IdentifierChanges {
  return Object.fromEntries(fields.map((field) => [field, after[field].trim()]).filter(([field, text]) => before[field as keyof Names] !== text))
}

/** Where the names in use stand in the server's answer. */
export const suggested = { campaign: 'campaigns', ad_set: 'ad_sets', ad: 'ads', site: 'sites' } as const
