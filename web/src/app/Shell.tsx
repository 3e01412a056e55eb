import { lazy, Suspense, useEffect, useState } from 'react'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive, useLiveState } from '@/api/live'
import { followSessionChanges, useMe, useRole } from '@/api/session'
import { PopUpPlace } from '@/components/PopUpPlace'
import { handleShortcut, useShortcut } from '@/components/shortcuts'
import { menuFor, type MenuEntry } from './menu'
import { BottomBar } from './BottomBar'
import { Rail } from './Rail'
import { ScreenBoundary } from './ErrorBoundary'
import classes from './Shell.module.css'

const ShortcutList = lazy(() => import('./ShortcutList'))
const NumberAlert = lazy(() => import('./NumberAlert'))

/** Everything around a screen once somebody is signed in. */
export default function Shell() {
  const { t } = useTranslation('shell')
  const me = useMe()
  const entries = menuFor(me.role)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const [listing, setListing] = useState(false)
  const connects = useRole('admin', 'manager')
  useLive()
  useEffect(followSessionChanges, [])
  useEffect(() => {
    window.addEventListener('keydown', handleShortcut)
    return () => window.removeEventListener('keydown', handleShortcut)
  }, [])
  useShortcut('?', t('shortcuts.list'), () => setListing(true), { group: 'general' })
  useScreenTitle(entries, path)
  return (
    <div className={classes.shell}>
      <a href="#conteudo" className={classes.skip}>
        {t('skip')}
      </a>
      <Rail entries={entries} onShortcuts={() => setListing(true)} />
      <div className={classes.column}>
        <Notices />
        <ConnectionBanner />
        {connects && (
          <Suspense>
            <NumberAlert />
          </Suspense>
        )}
        <main id="conteudo" tabIndex={-1} className={classes.main}>
          <ScreenBoundary key={path.split('/')[1]}>
            <Outlet />
          </ScreenBoundary>
          <PopUpPlace />
        </main>
        <BottomBar entries={entries} />
      </div>
      {entries.map((entry) => entry.shortcut && <MenuShortcut key={entry.key} entry={entry} keys={entry.shortcut} />)}
      {listing && (
        <Suspense>
          <ShortcutList opened onClose={() => setListing(false)} />
        </Suspense>
      )}
    </div>
  )
}

function useScreenTitle(entries: readonly MenuEntry[], path: string): void {
  const { t } = useTranslation('shell')
  const entry = entries.find((one) => path.startsWith(one.path))
  const name = entry ? `${t(`menu.${entry.key}`)} · Nascente` : 'Nascente'
  useEffect(() => {
    document.title = name
  }, [name])
}

function MenuShortcut({ entry, keys }: { entry: MenuEntry; keys: string }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  useShortcut(keys, t('shortcuts.goTo', { place: t(`menu.${entry.key}`) }), () => void navigate({ to: entry.path }), {
    group: 'general',
  })
  return null
}

/** What holds for the whole installation, said for as long as it holds. */
function Notices() {
  const { t } = useTranslation('shell')
  const { demo, insecure } = useMe()
  if (!demo && !insecure) return null
  return (
    <aside aria-label={t('notices.label')} data-notices>
      {insecure && (
        <p className={classes.banner} role="alert">
          {t('notices.insecure')}
        </p>
      )}
      {demo && (
        <p className={classes.notice}>
          {t('notices.demo')}{' '}
          <a href="/simulator" target="_blank" rel="noreferrer">
            {t('notices.simulator')}
          </a>
        </p>
      )}
    </aside>
  )
}

const patienceMs = 2000

/** Short breaks pass unmentioned; a longer one means that the screen may be out of date. */
function ConnectionBanner() {
  const { t } = useTranslation('shell')
  const state = useLiveState()
  const [lost, setLost] = useState(false)
  useEffect(() => {
    if (state !== 'reconnecting') {
      setLost(false)
      return
    }
    const timer = setTimeout(() => setLost(true), patienceMs)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <div role="status">
      {lost && (
        <p className={classes.banner}>
          <span className={classes.pulse} aria-hidden />
          {t('live.lost')}
        </p>
      )}
    </div>
  )
}
