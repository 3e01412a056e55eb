import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { createQueryClient } from '@/api/queries'
import { App } from '@/app/App'
import { createAppRouter } from '@/router'
import { theme } from '@/theme'

/** The whole application at an address, as the browser would open it. */
export function openApp(path: string) {
  const queries = createQueryClient()
  queries.setDefaultOptions({ queries: { retry: false } })
  const router = createAppRouter(queries, createMemoryHistory({ initialEntries: [path] }))
  return { router, queries, ...render(<App queries={queries} router={router} env="test" />) }
}

/** One component with what surrounds every component. */
export function renderPart(part: React.ReactNode, prepare: (queries: QueryClient) => void = () => undefined) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  prepare(queries)
  return {
    queries,
    ...render(
      <MantineProvider theme={theme} env="test">
        <QueryClientProvider client={queries}>{part}</QueryClientProvider>
      </MantineProvider>,
    ),
  }
}
