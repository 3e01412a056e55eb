import type { ClosingForm } from '@/api/closings'
import type { Department } from '@/api/departments'
import type { Disposition } from '@/api/dispositions'

/** What several departments ask alike: only what all of them offer can be chosen, and no field of one alone. */
export function commonForm(departments: readonly Department[], dispositions: readonly Disposition[]): ClosingForm {
  const offered = dispositions.filter(({ id }) => departments.every((one) => one.disposition_ids.includes(id)))
  const used = departments.every((one) => one.uses_dispositions)
  const required = used && departments.some((one) => one.disposition_required)
  return {
    uses_dispositions: used && (required || offered.length > 0),
    disposition_required: required,
    full_closing: false,
    dispositions: offered,
    form_version: 0,
    fields: [],
  }
}
