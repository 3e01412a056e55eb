import { oneOf, text } from '@/app/search'
import { validateSearch as reportsSearch, type ReportsSearch } from '../search'

/** The period is that of the reports; the rest is of the file. */
export interface ConversionsSearch extends ReportsSearch {
  platform?: 'meta' | undefined
  /** Which conversions go out; none: sales alone. */
  which?: 'qualified' | 'both' | undefined
  /** Name of the conversion action in Google Ads. */
  name?: string | undefined
  order_id?: 'true' | undefined
  /** Which of those left out are listed. */
  reason?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): ConversionsSearch {
  return {
    ...reportsSearch(search),
    platform: oneOf(search.platform, ['meta']),
    which: oneOf(search.which, ['qualified', 'both']),
    name: text(search.name),
    order_id: oneOf(search.order_id, ['true']),
    reason: text(search.reason),
  }
}
