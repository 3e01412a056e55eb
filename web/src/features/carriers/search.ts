import { text } from '@/app/search'

export interface CarrierTestSearch {
  /** The test that is under way. */
  id?: string | undefined
  /** The carrier of the step that is looked at. */
  step?: string | undefined
}

export function validateSearch(search: Record<string, unknown>): CarrierTestSearch {
  return { id: text(search.id), step: text(search.step) }
}
