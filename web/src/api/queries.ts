import { QueryClient } from '@tanstack/react-query'
import { asProblem } from './problem'

/** One page of a list, as every list of the interface answers. */
export interface Page<T> {
  items: T[]
  next_cursor: string | null
  total?: number
}

/** Refusals are final; only what may pass by itself is tried again. */
function worthRetrying(failures: number, error: unknown): boolean {
  const { status } = asProblem(error)
  return failures < 2 && (status === 0 || status === 429 || status >= 502)
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The live channel tells what changed; without it, data older than half a minute is refetched on focus.
      queries: { staleTime: 30_000, gcTime: 300_000, retry: worthRetrying, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  })
}
