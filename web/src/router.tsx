import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  Outlet,
  type RouterHistory,
} from '@tanstack/react-router'
import { meQuery, setupQuery } from './api/session'
import { Crashed, NotFound } from './app/ErrorBoundary'
import { startPath } from './app/menu'
import { parseSearch, stringifySearch, text } from './app/search'
import { validateSearch as carrierTestSearch } from './features/carriers/search'
import { validateSearch as channelsSearch } from './features/channels/search'
import { validateSearch as contactsSearch } from './features/contacts/search'
import { validateSearch as departmentsSearch } from './features/departments/search'
import { validateSearch as dispositionsSearch } from './features/dispositions/search'
import { validateSearch as identifiersSearch } from './features/identifiers/search'
import { validateSearch as inboxSearch } from './features/inbox/search'
import { validateSearch as linkSearch } from './features/links/detail/search'
import { validateSearch as linksSearch } from './features/links/search'
import { validateSearch as conversionsSearch } from './features/reports/conversions/search'
import { validateSearch as reportsSearch } from './features/reports/search'
import { validateSearch as rulesSearch } from './features/rules/search'
import { validateSearch as settingsSearch } from './features/settings/search'
import { validateSearch as simulatorSearch } from './features/simulator/search'
import { validateSearch as usersSearch } from './features/users/search'
import { loadTexts, type Texts } from './i18n'

/** A screen and its texts, which are asked for together and only when it is opened. */
function screen<T extends { default: React.ComponentType }>(texts: Texts, part: () => Promise<T>) {
  return lazyRouteComponent(async () => {
    const [loaded] = await Promise.all([part(), loadTexts(texts), ...(first.has(texts) ? [] : [loadTexts('refusals')])])
    return loaded
  })
}

/** First screens say little that goes wrong, and weigh every byte. */
const first = new Set<Texts>(['inbox', 'login', 'firstRun'])

interface RouterContext {
  queries: QueryClient
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound })

/** Everything behind the guard: who is not signed in is sent to sign in and comes back afterwards. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: lazyRouteComponent(() => import('./app/Shell')),
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData(meQuery)
    if (me) return
    const { needed } = await context.queries.fetchQuery(setupQuery)
    if (needed) throw redirect({ to: '/primeiro-acesso' })
    const next = location.href === '/' ? undefined : location.href
    throw redirect({ to: '/entrar', search: { next } })
  },
})

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queries.ensureQueryData(meQuery)
    if (me) throw redirect({ to: startPath(me.role) })
  },
})

const inbox = createRoute({
  getParentRoute: () => app,
  path: '/atendimentos',
  validateSearch: inboxSearch,
  component: screen('inbox', () => import('./features/inbox/Screen')),
})
/** Without a component of its own: the inbox stays mounted while conversations are changed. */
const conversation = createRoute({ getParentRoute: () => inbox, path: '$id' })

const contacts = createRoute({
  getParentRoute: () => app,
  path: '/contatos',
  validateSearch: contactsSearch,
  component: screen('contacts', () => import('./features/contacts/Screen')),
})
const contact = createRoute({
  getParentRoute: () => app,
  path: '/contatos/$id',
  component: screen('contacts', async () => {
    await loadTexts('inbox')
    return import('./features/contacts/detail/Screen')
  }),
})

const links = createRoute({
  getParentRoute: () => app,
  path: '/links',
  validateSearch: linksSearch,
  component: screen('links', () => import('./features/links/Screen')),
})
const link = createRoute({
  getParentRoute: () => app,
  path: '/links/$id',
  validateSearch: linkSearch,
  component: screen('links', async () => {
    await loadTexts('generator')
    return import('./features/links/detail/Screen')
  }),
})
const carriers = createRoute({
  getParentRoute: () => app,
  path: '/links/origem',
  component: screen('carriers', () => import('./features/carriers/Screen')),
})
const carrierTest = createRoute({
  getParentRoute: () => app,
  path: '/links/origem/teste',
  validateSearch: carrierTestSearch,
  component: screen('carriers', () => import('./features/carriers/test/Screen')),
})
const identifiers = createRoute({
  getParentRoute: () => app,
  path: '/identificadores',
  validateSearch: identifiersSearch,
  component: screen('identifiers', () => import('./features/identifiers/Screen')),
})
const identifier = createRoute({
  getParentRoute: () => app,
  path: '/identificadores/$id',
  validateSearch: identifiersSearch,
  component: screen('identifiers', () => import('./features/identifiers/detail/Screen')),
})
const reports = createRoute({
  getParentRoute: () => app,
  path: '/relatorios',
  validateSearch: reportsSearch,
  component: screen('reports', () => import('./features/reports/Screen')),
})
const reportsFunnel = createRoute({
  getParentRoute: () => app,
  path: '/relatorios/funil',
  validateSearch: reportsSearch,
  component: screen('reports', () => import('./features/reports/FunnelScreen')),
})
const reportsOrigins = createRoute({
  getParentRoute: () => app,
  path: '/relatorios/origens',
  validateSearch: reportsSearch,
  component: screen('reports', () => import('./features/reports/OriginsScreen')),
})
const trackingHealth = createRoute({
  getParentRoute: () => app,
  path: '/relatorios/saude',
  validateSearch: reportsSearch,
  component: screen('tracking', async () => {
    await loadTexts('reports')
    return import('./features/reports/health/HealthScreen')
  }),
})
const conversions = createRoute({
  getParentRoute: () => app,
  path: '/relatorios/conversoes',
  validateSearch: conversionsSearch,
  component: screen('conversions', async () => {
    await loadTexts('reports')
    return import('./features/reports/conversions/ConversionsScreen')
  }),
})
const dispositions = createRoute({
  getParentRoute: () => app,
  path: '/classificacoes',
  validateSearch: dispositionsSearch,
  component: screen('dispositions', () => import('./features/dispositions/Screen')),
})
const departments = createRoute({
  getParentRoute: () => app,
  path: '/departamentos',
  validateSearch: departmentsSearch,
  component: screen('departments', () => import('./features/departments/Screen')),
})
const rules = createRoute({
  getParentRoute: () => app,
  path: '/departamentos/$id/regras',
  validateSearch: rulesSearch,
  component: screen('rules', () => import('./features/rules/Screen')),
})
const users = createRoute({
  getParentRoute: () => app,
  path: '/usuarios',
  validateSearch: usersSearch,
  component: screen('users', () => import('./features/users/Screen')),
})
const channels = createRoute({
  getParentRoute: () => app,
  path: '/conexoes',
  validateSearch: channelsSearch,
  component: screen('channels', () => import('./features/channels/Screen')),
})
const settings = createRoute({
  getParentRoute: () => app,
  path: '/configuracoes',
  validateSearch: settingsSearch,
  component: screen('settings', () => import('./features/settings/Screen')),
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/entrar',
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({ next: text(search.next) }),
  beforeLoad: async ({ context }) => {
    if (await context.queries.ensureQueryData(meQuery)) throw redirect({ to: '/' })
  },
  component: screen('login', () => import('./features/login/Screen')),
})
const firstRun = createRoute({
  getParentRoute: () => root,
  path: '/primeiro-acesso',
  beforeLoad: async ({ context }) => {
    const { needed } = await context.queries.fetchQuery(setupQuery)
    if (!needed) throw redirect({ to: '/' })
  },
  component: screen('firstRun', () => import('./features/firstRun/Screen')),
})
const oneTimeLink = createRoute({
  getParentRoute: () => root,
  path: '/senha/$token',
  component: screen('login', () => import('./features/login/OneTimeLinkScreen')),
})
/** The public page of a company's link generator: nobody has to be signed in. */
const publicGenerator = createRoute({
  getParentRoute: () => root,
  path: '/gerador/$company',
  component: screen('publicGenerator', () => import('./features/publicGenerator/Screen')),
})
/** Only the demo answers it; nobody has to be signed in. */
const simulator = createRoute({
  getParentRoute: () => root,
  path: '/simulator',
  validateSearch: simulatorSearch,
  component: screen('demo', async () => {
    await Promise.all([loadTexts('inbox'), loadTexts('channels')])
    return import('./features/simulator/Screen')
  }),
})

const routeTree = root.addChildren([
  login,
  firstRun,
  oneTimeLink,
  publicGenerator,
  simulator,
  app.addChildren([
    home,
    inbox.addChildren([conversation]),
    contacts,
    contact,
    links,
    link,
    carriers,
    carrierTest,
    identifiers,
    identifier,
    reports,
    reportsFunnel,
    reportsOrigins,
    trackingHealth,
    conversions,
    dispositions,
    departments,
    rules,
    users,
    channels,
    settings,
  ]),
])

export function createAppRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: Crashed,
    defaultNotFoundComponent: NotFound,
    ...(history ? { history } : {}),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
