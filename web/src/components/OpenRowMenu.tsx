import '@/controls.css'
import { useEffect, useRef, useState } from 'react'
import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import type { RowMenuProps } from './RowMenu'

/** Takes the place of the button that asked for it, and opens from there. */
export default function OpenRowMenu({ label, actions }: RowMenuProps) {
  const [opened, setOpened] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Where the focus returns to when the menu closes.
    target.current?.focus()
    setOpened(true)
  }, [])
  return (
    // Inside the page's main part, which is a landmark, but outside what a table clips.
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={240} portalProps={{ target: '#conteudo' }}>
      <Menu.Target>
        <ActionIcon ref={target} aria-label={label}>
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
