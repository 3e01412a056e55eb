import {
  IconAddressBook,
  IconChartBar,
  IconFingerprint,
  IconLink,
  IconMessages,
  IconPlugConnected,
  IconSettings,
  IconSitemap,
  IconTags,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import type { Role } from '@/api/session'

export interface MenuEntry {
  /** Also the key of its name in `shell.menu`. */
  key:
    | 'inbox'
    | 'contacts'
    | 'links'
    | 'identifiers'
    | 'reports'
    | 'dispositions'
    | 'departments'
    | 'users'
    | 'channels'
    | 'settings'
  path: string
  icon: Icon
  roles: readonly Role[]
  /** The daily part of the menu; the rest folds into one button on low windows. */
  daily: boolean
  /** Whether the screen exists. An entry that is not ready is shown to nobody. */
  ready: boolean
  shortcut?: string
}

const everybody: readonly Role[] = ['admin', 'manager', 'agent', 'marketing']
const leaders: readonly Role[] = ['admin', 'manager']

export const menu: readonly MenuEntry[] = [
  { key: 'inbox', path: '/atendimentos', icon: IconMessages, roles: ['admin', 'manager', 'agent'], daily: true, ready: true, shortcut: 'Alt+C' },
  { key: 'contacts', path: '/contatos', icon: IconAddressBook, roles: ['admin', 'manager', 'agent'], daily: true, ready: true, shortcut: 'Alt+V' },
  { key: 'links', path: '/links', icon: IconLink, roles: everybody, daily: true, ready: true, shortcut: 'Alt+G' },
  { key: 'identifiers', path: '/identificadores', icon: IconFingerprint, roles: everybody, daily: true, ready: true, shortcut: 'Alt+I' },
  { key: 'reports', path: '/relatorios', icon: IconChartBar, roles: everybody, daily: true, ready: true, shortcut: 'Alt+R' },
  { key: 'dispositions', path: '/classificacoes', icon: IconTags, roles: leaders, daily: false, ready: true },
  { key: 'departments', path: '/departamentos', icon: IconSitemap, roles: leaders, daily: false, ready: true },
  { key: 'users', path: '/usuarios', icon: IconUsers, roles: leaders, daily: false, ready: true },
  { key: 'channels', path: '/conexoes', icon: IconPlugConnected, roles: leaders, daily: false, ready: true },
  { key: 'settings', path: '/configuracoes', icon: IconSettings, roles: ['admin'], daily: false, ready: true, shortcut: 'Alt+S' },
]

export function menuFor(role: Role): readonly MenuEntry[] {
  return menu.filter((entry) => entry.ready && entry.roles.includes(role))
}

/** Where a person starts: what the role is there for. */
export function startPath(role: Role): string {
  return role === 'marketing' ? '/relatorios' : '/atendimentos'
}
