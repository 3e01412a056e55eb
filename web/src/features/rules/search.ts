import { text } from '@/app/search'

export interface RulesSearch {
  /** The rule in the drawer; `new` for one that is being made. */
  open?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): RulesSearch {
  return { open: text(search.open) }
}
