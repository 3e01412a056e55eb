import '@/controls.css'
import { Drawer, UnstyledButton } from '@mantine/core'
import { IconLanguage, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSignOut } from '@/api/session'
import { Identity } from './Identity'
import type { MenuEntry } from './menu'
import { useLanguageSwitch, useThemeSwitch } from './preferences'
import classes from './BottomBar.module.css'

interface MoreSheetProps {
  entries: readonly MenuEntry[]
  opened: boolean
  onClose: () => void
}

/** What the bottom bar has no room for. */
export default function MoreSheet({ entries, opened, onClose }: MoreSheetProps) {
  const { t } = useTranslation(['shell', 'common'])
  const changeLanguage = useLanguageSwitch()
  const { scheme, toggle } = useThemeSwitch()
  const signOut = useSignOut()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title={t('menu.more')}
      classNames={{ content: classes.sheet }}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <div className={classes.more}>
        {entries.map(({ key, path, icon: Symbol }) => (
          <Link key={key} to={path} className={classes.row} onClick={onClose}>
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
    </Drawer>
  )
}
