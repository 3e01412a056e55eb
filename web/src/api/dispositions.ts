import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'

export const outcomes = ['won', 'qualified', 'lost', 'neutral', 'not_lead'] as const
export type Outcome = (typeof outcomes)[number]

export interface Disposition {
  id: string
  name: string
  outcome: Outcome
  requires_value: boolean
  department_ids: string[]
  archived_at: string | null
}

export interface NewDisposition {
  name: string
  outcome: Outcome
  requires_value: boolean
  department_ids: string[]
}
export type DispositionChange = Partial<NewDisposition> & { archived?: boolean }

/** Archived ones included: earlier closings still name them. */
export const dispositionsQuery = queryOptions({
  queryKey: ['dispositions'],
  queryFn: ({ signal }) => readAll<Disposition>('/dispositions', { archived: true }, signal),
})
export const useDispositions = () => useQuery(dispositionsQuery)

const roots = ['dispositions', 'departments'] as const

export const useCreateDisposition = () =>
  useChange((body: NewDisposition) => request<Disposition>('POST', '/dispositions', { body }), ...roots)

/** One after the other, so that they keep the order they were given in. */
export const useCreateDispositions = () =>
  useChange(async (bodies: readonly NewDisposition[]) => {
    const made: Disposition[] = []
    for (const body of bodies) made.push(await request<Disposition>('POST', '/dispositions', { body }))
    return made
  }, ...roots)

export const useUpdateDisposition = () =>
  useChange(
    ({ id, change }: { id: string; change: DispositionChange }) =>
      request<Disposition>('PATCH', `/dispositions/${id}`, { body: change }),
    ...roots,
  )
