import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from './client'

export const matches = ['link', 'identifier', 'hashtag', 'channel'] as const
export type Match = (typeof matches)[number]

/** New conversations that fit go to the department; the first rule that fits counts. */
export interface RoutingRule {
  id: string | null
  by: Match
  /** The id of the link, identifier or number, or the hashtag. */
  value: string
  department_id: string
  enabled: boolean
}

interface RoutingRules {
  items: RoutingRule[]
}

const queryKey = ['routing-rules'] as const

export const useRoutingRules = () =>
  useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await request<RoutingRules>('GET', '/routing-rules', { signal })).items,
  })

/** Puts this list in the place of the one before, at once on the screen too. */
export function useSetRoutingRules() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (items: readonly RoutingRule[]) => request<RoutingRules>('PUT', '/routing-rules', { body: { items } }),
    onMutate: async (items) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData(queryKey)
      queries.setQueryData(queryKey, items)
      return { before }
    },
    onError: (_error, _items, context) => queries.setQueryData(queryKey, context?.before),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}
