import { oneOf, text } from '@/app/search'
import { carriers, type Carrier } from '@/api/carriers'

export interface CarrierTestSearch {
  /** The test that is under way. */
  id?: string | undefined
  /** The step that is looked at. */
  step?: Carrier | undefined
}

export function validateSearch(search: Record<string, unknown>): CarrierTestSearch {
  return { id: text(search.id), step: oneOf(search.step, carriers) }
}
