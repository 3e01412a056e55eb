import { oneOf, text } from '@/app/search'

/** The filters of this screen, as they stand in the address. */
export interface DispositionsSearch {
  q?: string | undefined
  archived?: 'true' | undefined
  /** The department whose closing form is previewed and whose dispositions are shown. */
  department_id?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): DispositionsSearch {
  return { q: text(search.q), archived: oneOf(search.archived, ['true']), department_id: text(search.department_id) }
}
