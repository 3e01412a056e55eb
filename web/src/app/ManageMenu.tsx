import '@/controls.css'
import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MenuEntry } from './menu'
import { ManageButton } from './OnDemand'

/** The less used menus, where the window is too low for all of them. */
export default function ManageMenu({ entries }: { entries: readonly MenuEntry[] }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  return (
    <Menu defaultOpened position="right-start" width={220} offset={8}>
      <Menu.Target>
        <ManageButton entries={entries} />
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ key, path, icon: Symbol }) => (
          <Menu.Item key={key} leftSection={<Symbol size={18} stroke={1.75} aria-hidden />} onClick={() => void navigate({ to: path })}>
            {t(`menu.${key}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
