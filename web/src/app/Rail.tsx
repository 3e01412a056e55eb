import { lazy } from 'react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWaitingCount } from '@/api/waiting'
import { AccountButton, ManageButton, OnDemand } from './OnDemand'
import { Logo } from './Logo'
import type { MenuEntry } from './menu'
import { LanguageSwitch, ThemeSwitch } from './preferences'
import classes from './Rail.module.css'

const AccountMenu = lazy(() => import('./AccountMenu'))
const ManageMenu = lazy(() => import('./ManageMenu'))

interface RailProps {
  entries: readonly MenuEntry[]
  onShortcuts: () => void
}

export function Rail({ entries, onShortcuts }: RailProps) {
  const { t } = useTranslation('shell')
  const daily = entries.filter((entry) => entry.daily)
  const others = entries.filter((entry) => !entry.daily)
  return (
    <header className={classes.rail}>
      <Link to="/" className={classes.logo} aria-label="Nascente">
        <Logo />
      </Link>
      <nav aria-label={t('menu.label')} className={classes.menu}>
        {daily.map((entry) => (
          <RailLink key={entry.key} entry={entry} />
        ))}
        {others.length > 0 && (
          <>
            <hr className={classes.divider} />
            <div className={classes.unfolded}>
              {others.map((entry) => (
                <RailLink key={entry.key} entry={entry} />
              ))}
            </div>
            <div className={classes.folded}>
              <OnDemand
                button={(open) => <ManageButton entries={others} onClick={open} />}
                content={() => <ManageMenu entries={others} />}
              />
            </div>
          </>
        )}
      </nav>
      <div className={classes.foot}>
        <div className={classes.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <OnDemand
          button={(open) => <AccountButton onClick={open} />}
          content={() => <AccountMenu onShortcuts={onShortcuts} />}
        />
      </div>
    </header>
  )
}

function RailLink({ entry }: { entry: MenuEntry }) {
  const { t } = useTranslation('shell')
  const { icon: Symbol, key, path } = entry
  return (
    <Link to={path} className={classes.link}>
      <span className={classes.pill}>
        <Symbol size={21} stroke={1.75} aria-hidden />
        {key === 'inbox' && <WaitingBadge />}
      </span>
      <span className={classes.label}>{t(`menu.${key}`)}</span>
    </Link>
  )
}

/** How many wait, as the server counts them. */
export function WaitingBadge() {
  const { t } = useTranslation('shell')
  const count = useWaitingCount()
  if (count === 0) return null
  return (
    <span className={classes.badge}>
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className={classes.hidden}>{t('badge', { count })}</span>
    </span>
  )
}
