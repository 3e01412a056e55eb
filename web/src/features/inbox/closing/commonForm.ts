import type { ClosingForm } from '@/api/closings'
import type { Department } from '@/api/departments'
import type { Disposition } from '@/api/dispositions'

/** What several departments ask alike: only what all of them offer can be chosen, and no field of one alone. */
export function commonForm(departments: readonly Department[], dispositions: readonly Disposition[]): ClosingForm {
  const offered = dispositions.filter(({ id }) => departments.every((one) => one.disposition_ids.includes(id)))
  return {
    uses_dispositions: departments.every((one) => one.uses_dispositions),
    disposition_required: departments.some((one) => one.disposition_required),
    full_closing: false,
    dispositions: offered,
    form_version: 0,
    fields: [],
  }
}
