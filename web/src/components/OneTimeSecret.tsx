import { useEffect, useRef } from 'react'
import { Button, Group, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './CopyButton'
import classes from './OneTimeSecret.module.css'

interface OneTimeSecretProps {
  /** `undefined`: closed. */
  value: string | undefined
  title: string
  children: React.ReactNode
  /** What is copied. */
  copyLabel: string
  onClose: () => void
}

/** Something that is shown this once: neither Escape nor a click beside it takes it away unread. */
export function OneTimeSecret({ value, title, children, copyLabel, onClose }: OneTimeSecretProps) {
  const { t } = useTranslation()
  const copy = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (value === undefined) return undefined
    const timer = setTimeout(() => copy.current?.focus(), 160)
    return () => clearTimeout(timer)
  }, [value])
  return (
    <Modal
      opened={value !== undefined}
      onClose={onClose}
      title={title}
      size={520}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className={classes.text}>{children}</div>
      <code className={classes.value}>{value}</code>
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" onClick={onClose}>
          {t('actions.close')}
        </Button>
        <CopyButton ref={copy} value={value ?? ''} label={copyLabel} variant="filled" />
      </Group>
    </Modal>
  )
}
