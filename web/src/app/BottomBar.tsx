import { lazy, Suspense, useState } from 'react'
import { UnstyledButton } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MenuEntry } from './menu'
import { WaitingBadge } from './Rail'
import classes from './BottomBar.module.css'

interface BottomBarProps {
  entries: readonly MenuEntry[]
}

const MoreSheet = lazy(() => import('./MoreSheet'))

const places = 4

/** The menu of a phone. It steps aside inside a chat, which needs the height. */
export function BottomBar({ entries }: BottomBarProps) {
  const { t } = useTranslation('shell')
  const [asked, setAsked] = useState(false)
  // The sheet belongs to the page on which it was opened: going back leaves it behind.
  const [openedAt, setOpenedAt] = useState<string>()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const address = useRouterState({ select: (state) => state.location.href })
  const shown = entries.slice(0, places)
  const rest = entries.slice(places)
  const restActive = rest.some((entry) => path.startsWith(entry.path))
  if (/^\/atendimentos\/./.test(path)) return null
  return (
    <nav aria-label={t('menu.label')} className={classes.bar}>
      {shown.map(({ key, path: target, icon: Symbol }) => (
        <Link key={key} to={target} className={classes.link}>
          <span className={classes.pill}>
            <Symbol size={22} stroke={1.75} aria-hidden />
            {key === 'inbox' && <WaitingBadge />}
          </span>
          <span className={classes.label}>{t(`menu.${key}`)}</span>
        </Link>
      ))}
      <UnstyledButton
        className={classes.link}
        aria-haspopup="dialog"
        data-status={restActive ? 'active' : undefined}
        onClick={() => {
          setAsked(true)
          setOpenedAt(address)
        }}
      >
        <span className={classes.pill}>
          <IconDots size={22} stroke={1.75} aria-hidden />
        </span>
        <span className={classes.label}>{t('menu.more')}</span>
      </UnstyledButton>
      {asked && (
        <Suspense>
          <MoreSheet entries={rest} opened={openedAt === address} onClose={() => setOpenedAt(undefined)} />
        </Suspense>
      )}
    </nav>
  )
}
