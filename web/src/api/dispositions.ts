import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'
import type { Page } from './queries'

export const outcomes = ['won', 'qualified', 'lost', 'neutral', 'not_lead'] as const
export type Outcome = (typeof outcomes)[number]

export interface Disposition {
  id: string
  name: string
  outcome: Outcome
  requires_value: boolean
  /** `#rrggbb`. */
  colour: string
  position: number
  department_ids: string[]
  archived_at: string | null
}

export interface NewDisposition {
  name: string
  outcome: Outcome
  requires_value: boolean
  colour?: string
  department_ids: string[]
}
export type DispositionChange = Partial<NewDisposition> & { archived?: boolean }

/** Archived ones included: earlier closings still name them. */
export const dispositionsQuery = queryOptions({
  queryKey: ['dispositions'],
  queryFn: ({ signal }) => readAll<Disposition>('/dispositions', {}, signal),
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

/** The dispositions in their new order; it is seen at once and taken back when the server refuses. */
export function useOrderDispositions() {
  const queries = useQueryClient()
  const { queryKey } = dispositionsQuery
  return useMutation({
    mutationFn: (disposition_ids: readonly string[]) =>
      request<unknown>('POST', '/dispositions/order', { body: { disposition_ids } }),
    onMutate: async (ids) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData(queryKey)
      const place = new Map(ids.map((id, index) => [id, index]))
      queries.setQueryData(queryKey, (all) =>
        all?.map((one) => ({ ...one, position: place.get(one.id) ?? one.position + ids.length })),
      )
      return { before }
    },
    onError: (_error, _ids, context) => queries.setQueryData(queryKey, context?.before),
    onSettled: () => Promise.all(roots.map((root) => queries.invalidateQueries({ queryKey: [root] }))),
  })
}

/** In the order that agents see them in. */
export const byPosition = <T extends { position: number }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => a.position - b.position)

export interface SuggestedDisposition {
  name: string
  outcome: Outcome
  requires_value: boolean
  colour: string
}

export interface DispositionSuggestions {
  segment: string
  label: string
  dispositions: SuggestedDisposition[]
}

/** What is usual in a business, by its kind. */
export const useSuggestions = () =>
  useQuery({
    queryKey: ['disposition-suggestions'],
    queryFn: async ({ signal }) =>
      (await request<Page<DispositionSuggestions>>('GET', '/disposition-suggestions', { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  })

export interface ImportedLine {
  line: number
  text: string
  name: string | null
  outcome: Outcome | null
  requires_value: boolean
  status: 'new' | 'exists' | 'error'
  code: string | null
  message: string | null
}

export interface ImportedDispositions {
  preview: boolean
  created: number
  errors: number
  lines: ImportedLine[]
}

export interface ImportRequest {
  text: string
  department_ids: string[]
}

/** Looks at a pasted list; nothing is made. */
export const useImportPreview = (body: ImportRequest) =>
  useQuery({
    queryKey: ['disposition-import', body],
    queryFn: ({ signal }) =>
      request<ImportedDispositions>('POST', '/dispositions/import', { body: { ...body, preview: true }, signal }),
    enabled: body.text.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
  })

export const useImportDispositions = () =>
  useChange(
    (body: ImportRequest) => request<ImportedDispositions>('POST', '/dispositions/import', { body: { ...body, preview: false } }),
    ...roots,
  )

export const segments = ['loja', 'clinica', 'advocacia', 'imobiliaria', 'restaurante', 'escola'] as const
export type Segment = (typeof segments)[number]

/** What is usual in a business, offered by every department of a company that was just made. */
export async function beginWith(segment: Segment): Promise<void> {
  const { items } = await request<Page<DispositionSuggestions>>('GET', '/disposition-suggestions', { query: { segment } })
  const departments = await readAll<{ id: string }>('/departments')
  const department_ids = departments.map(({ id }) => id)
  for (const one of items[0]?.dispositions ?? []) {
    await request('POST', '/dispositions', { body: { ...one, department_ids } })
  }
  await request('POST', '/departments/switch', { body: { department_ids, uses_dispositions: true } })
}
