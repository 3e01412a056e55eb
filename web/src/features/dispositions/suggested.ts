import type { SuggestedDisposition } from '@/api/dispositions'

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase()

/** What is left to make: a second try after a failure never makes one twice, whatever its case and accents. */
export function missingOf(items: readonly SuggestedDisposition[], known: readonly { name: string }[]): SuggestedDisposition[] {
  const taken = new Set(known.map(({ name }) => fold(name)))
  return items.filter(({ name }) => !taken.has(fold(name)))
}
