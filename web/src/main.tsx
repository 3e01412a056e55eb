import './mantine.css'
import './tokens.css'
import './global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { whenSignedOut } from './api/client'
import { createQueryClient } from './api/queries'
import { meQuery } from './api/session'
import { App } from './app/App'
import { startLanguage } from './i18n'
import { createAppRouter } from './router'

const queries = createQueryClient()
// Asked for before anything is drawn, so that the guard rarely has to wait.
void queries.prefetchQuery(meQuery)
const router = createAppRouter(queries)

whenSignedOut(() => {
  queries.clear()
  queries.setQueryData(meQuery.queryKey, null)
  void router.invalidate()
})

// A tab left open over an upgrade asks for files that are no more: load the new page once.
window.addEventListener('vite:preloadError', (event) => {
  const key = 'nascente-reloaded'
  if (sessionStorage.getItem(key) === location.pathname) return
  sessionStorage.setItem(key, location.pathname)
  event.preventDefault()
  location.reload()
})

await startLanguage()
const place = document.getElementById('root')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App queries={queries} router={router} />
    </StrictMode>,
  )
}
