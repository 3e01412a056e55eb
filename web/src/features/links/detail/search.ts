import { oneOf, text } from '@/app/search'
import { clickVerdicts, type ClickVerdict } from '@/api/clicks'

/** The filters of the detail of a link, as they stand in the address. */
export interface LinkSearch {
  from?: string | undefined
  to?: string | undefined
  verdict?: ClickVerdict | undefined
}

export function validateSearch(search: Record<string, unknown>): LinkSearch {
  return { from: text(search.from), to: text(search.to), verdict: oneOf(search.verdict, clickVerdicts) }
}
