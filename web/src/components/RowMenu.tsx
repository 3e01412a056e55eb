import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical, type Icon } from '@tabler/icons-react'

export interface RowAction {
  key: string
  label: string
  icon: Icon
  run: () => void
  danger?: boolean
}

/** The ⋯ of a row. `label` names the row too: "Mais ações de Bio do Instagram". */
export function RowMenu({ label, actions }: { label: string; actions: readonly RowAction[] }) {
  if (actions.length === 0) return null
  return (
    // Inside the page's main part, which is a landmark, but outside what a table clips.
    <Menu position="bottom-end" width={240} portalProps={{ target: '#conteudo' }}>
      <Menu.Target>
        <ActionIcon aria-label={label}>
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ key, label: text, icon: Symbol, run, danger }) => (
          <Menu.Item
            key={key}
            leftSection={<Symbol size={17} stroke={1.75} aria-hidden />}
            onClick={run}
            {...(danger ? { color: 'red' } : {})}
          >
            {text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
