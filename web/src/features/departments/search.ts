import { oneOf, text } from '@/app/search'

/** The parts of the drawer. */
export const departmentParts = ['closing', 'form', 'team'] as const
export type DepartmentPart = (typeof departmentParts)[number]

/** The filters of this screen, as they stand in the address. */
export interface DepartmentsSearch {
  q?: string | undefined
  archived?: 'true' | undefined
  /** The department in the drawer; `new` for one that is being made. */
  open?: string | undefined
  part?: DepartmentPart | undefined
}

export function validateSearch(search: Record<string, unknown>): DepartmentsSearch {
  return { q: text(search.q), archived: oneOf(search.archived, ['true']), open: text(search.open), part: oneOf(search.part, departmentParts) }
}
