import { useEffect, useRef, useState } from 'react'
import { ActionIcon, Button, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** The clipboard API exists on secure pages only; elsewhere a selected field does the work. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text)
      return true
    }
  } catch {
    // Refused: try the other way.
  }
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  return done
}

interface CopyButtonProps {
  value: string
  /** What is copied, for the accessible name: "Copiar link". */
  label?: string
  /** An icon alone, for table rows. */
  compact?: boolean
  variant?: 'default' | 'filled' | 'subtle'
  ref?: React.Ref<HTMLButtonElement>
}

export function CopyButton({ value, label, compact = false, variant = 'default', ref }: CopyButtonProps) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const copy = async () => {
    if (!(await copyText(value))) return
    setCopied(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setCopied(false), 1800)
  }
  const name = label ?? t('actions.copy')
  const symbol = copied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />
  const announcement = (
    <VisuallyHidden role="status">{copied ? t('actions.copied') : ''}</VisuallyHidden>
  )
  if (compact) {
    return (
      <>
        <ActionIcon ref={ref} size={34} aria-label={name} title={name} onClick={() => void copy()}>
          {symbol}
        </ActionIcon>
        {announcement}
      </>
    )
  }
  return (
    <>
      <Button ref={ref} variant={variant} leftSection={symbol} onClick={() => void copy()}>
        {copied ? t('actions.copied') : name}
      </Button>
      {announcement}
    </>
  )
}
