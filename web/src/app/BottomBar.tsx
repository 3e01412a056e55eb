import { useState } from 'react'
import { Drawer, UnstyledButton } from '@mantine/core'
import { IconDots, IconLanguage, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSignOut } from '@/api/session'
import { Identity } from './AccountMenu'
import { useLanguageSwitch, useThemeSwitch } from './preferences'
import type { MenuEntry } from './menu'
import { WaitingBadge } from './Rail'
import classes from './BottomBar.module.css'

interface BottomBarProps {
  entries: readonly MenuEntry[]
}

const places = 4

/** The menu of a phone. It steps aside inside a chat, which needs the height. */
export function BottomBar({ entries }: BottomBarProps) {
  const { t } = useTranslation(['shell', 'common'])
  const [opened, setOpened] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
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
        onClick={() => setOpened(true)}
      >
        <span className={classes.pill}>
          <IconDots size={22} stroke={1.75} aria-hidden />
        </span>
        <span className={classes.label}>{t('menu.more')}</span>
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="bottom"
        size="auto"
        title={t('menu.more')}
        classNames={{ content: classes.sheet }}
        closeButtonProps={{ 'aria-label': t('common:actions.close') }}
      >
        <MoreSheet entries={rest} onLeave={() => setOpened(false)} />
      </Drawer>
    </nav>
  )
}

function MoreSheet({ entries, onLeave }: { entries: readonly MenuEntry[]; onLeave: () => void }) {
  const { t } = useTranslation(['shell', 'common'])
  const changeLanguage = useLanguageSwitch()
  const { scheme, toggle } = useThemeSwitch()
  const signOut = useSignOut()
  return (
    <div className={classes.more}>
      {entries.map(({ key, path, icon: Symbol }) => (
        <Link key={key} to={path} className={classes.row} onClick={onLeave}>
          <Symbol size={21} stroke={1.75} aria-hidden />
          {t(`menu.${key}`)}
        </Link>
      ))}
      <hr className={classes.divider} />
      <Identity />
      <UnstyledButton className={classes.row} onClick={changeLanguage}>
        <IconLanguage size={21} stroke={1.75} aria-hidden />
        {t('language.switch')}
      </UnstyledButton>
      <UnstyledButton className={classes.row} onClick={toggle}>
        {scheme === 'dark' ? <IconSun size={21} stroke={1.75} aria-hidden /> : <IconMoon size={21} stroke={1.75} aria-hidden />}
        {scheme === 'dark' ? t('theme.toLight') : t('theme.toDark')}
      </UnstyledButton>
      <UnstyledButton className={classes.row} onClick={() => signOut.mutate()}>
        <IconLogout size={21} stroke={1.75} aria-hidden />
        {t('account.signOut')}
      </UnstyledButton>
    </div>
  )
}
