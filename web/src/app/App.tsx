import { MantineProvider } from '@mantine/core'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { createAppRouter } from '@/router'
import { cssVariablesResolver, theme } from '@/theme'
import { colorSchemes } from './preferences'
import { Toasts } from './Toasts'

interface AppProps {
  queries: QueryClient
  router: ReturnType<typeof createAppRouter>
  env?: 'default' | 'test'
}

export function App({ queries, router, env = 'default' }: AppProps) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      env={env}
      // All variables come from here, so that their style sheet need not be loaded as well.
      deduplicateCssVariables={false}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  )
}
