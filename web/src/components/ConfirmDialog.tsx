import { lazy, Suspense, useState } from 'react'
import type { ConfirmDialogProps } from './ConfirmModal'

const ConfirmModal = lazy(() => import('./ConfirmModal'))

/** Asks before what cannot be taken back at once. The dialog is loaded with the first question of a screen. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [wanted, setWanted] = useState(false)
  if (props.opened && !wanted) setWanted(true)
  if (!wanted) return null
  return (
    <Suspense>
      <ConfirmModal {...props} />
    </Suspense>
  )
}
