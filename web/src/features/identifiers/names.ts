import type { EntryIdentifier, IdentifierChanges } from '@/api/identifiers'

export const fields = ['label', 'campaign', 'ad_set', 'ad', 'site'] as const
export type Names = Record<(typeof fields)[number], string>

/** Only what was changed, so that two people naming different fields do not undo each other. */
export function changesOf(before: Names, after: Names): IdentifierChanges {
  return Object.fromEntries(fields.map((field) => [field, after[field].trim()]).filter(([field, text]) => before[field as keyof Names] !== text))
}

/** The names in use, each once, in order. */
export function knownNames(known: readonly EntryIdentifier[], field: 'campaign' | 'ad_set' | 'ad' | 'site'): string[] {
  return [...new Set(known.flatMap((one) => one[field] ?? []))].sort((a, b) => a.localeCompare(b, 'pt-BR'))
}
