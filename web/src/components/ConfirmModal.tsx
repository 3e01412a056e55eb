import '@/controls.css'
import { Button, Group, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useState } from 'react'
import { useProblemText } from './problems'
import classes from './ConfirmDialog.module.css'

export interface ConfirmDialogProps {
  opened: boolean
  onClose: () => void
  title: string
  /** What will happen, and what will not. */
  children: React.ReactNode
  /** The verb of the action, never "OK". */
  confirmLabel: string
  danger?: boolean
  /** The dialog stays open, with the reason, when this rejects. */
  onConfirm: () => Promise<unknown> | void
}

export default function ConfirmModal(props: ConfirmDialogProps) {
  const { opened, onClose, title, children, confirmLabel, danger = false, onConfirm } = props
  const { t } = useTranslation()
  const text = useProblemText()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()

  const close = () => {
    setFailure(undefined)
    onClose()
  }
  const confirm = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      await onConfirm()
      close()
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      size={460}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <div className={classes.text}>{children}</div>
      {failure !== undefined && (
        <p role="alert" className={classes.failure}>
          {text(failure)}
        </p>
      )}
      <Group justify="flex-end" gap={8} mt={24}>
        <Button variant="default" onClick={close} data-autofocus={danger || undefined}>
          {t('actions.cancel')}
        </Button>
        <Button
          {...(danger ? { color: 'red' } : {})}
          loading={busy}
          onClick={() => void confirm()}
          data-autofocus={!danger || undefined}
        >
          {confirmLabel}
        </Button>
      </Group>
    </Modal>
  )
}
