import { useMutation, useQueryClient } from '@tanstack/react-query'
import { request, type QueryValues } from './client'
import type { Page } from './queries'

const mostPages = 50

/** Every item of a list that a person made by hand, so that a screen can search and sort it whole. */
export async function readAll<T>(path: string, query: QueryValues = {}, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < mostPages; page += 1) {
    const answer: Page<T> = await request<Page<T>>('GET', path, {
      query: { ...query, limit: 200, cursor },
      ...(signal ? { signal } : {}),
    })
    items.push(...answer.items)
    cursor = answer.next_cursor
    if (cursor === null) break
  }
  return items
}

/** A change that makes every query beginning with one of `roots` stale once the server has taken it. */
export function useChange<Variables, Answer>(change: (variables: Variables) => Promise<Answer>, ...roots: readonly string[]) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(roots.map((root) => queries.invalidateQueries({ queryKey: [root] }))),
  })
}
