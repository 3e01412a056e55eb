import { lazy, Suspense, useState } from 'react'
import { ActionIcon } from '@mantine/core'
import { IconDotsVertical, type Icon } from '@tabler/icons-react'

const OpenRowMenu = lazy(() => import('./OpenRowMenu'))

export interface RowAction {
  key: string
  label: string
  icon: Icon
  run: () => void
  danger?: boolean
}

export interface RowMenuProps {
  label: string
  actions: readonly RowAction[]
}

/** The ⋯ of a row. `label` names the row too: "Mais ações de Bio do Instagram". The menu is loaded when first pressed. */
export function RowMenu({ label, actions }: RowMenuProps) {
  const [wanted, setWanted] = useState(false)
  if (actions.length === 0) return null
  const button = (
    <ActionIcon aria-label={label} aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)}>
      <IconDotsVertical size={18} aria-hidden />
    </ActionIcon>
  )
  if (!wanted) return button
  return (
    <Suspense fallback={button}>
      <OpenRowMenu label={label} actions={actions} />
    </Suspense>
  )
}
