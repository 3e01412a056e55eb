import { useState } from 'react'
import { TextInput, type TextInputProps } from '@mantine/core'
import { formatCents, parseMoney, useFormat } from '@/format'

interface MoneyInputProps extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange' | 'type'> {
  /** Whole cents; `null` when empty; `undefined` while what is typed is no amount. */
  value: number | null | undefined
  onChange: (cents: number | null | undefined) => void
}

/** Takes `1.234,56` or `1234.56` as typed and tidies it when left. */
export function MoneyInput({ value, onChange, onBlur, ...rest }: MoneyInputProps) {
  const { locale, currencySymbol } = useFormat()
  const shown = (cents: number | null | undefined) => (cents === null || cents === undefined ? '' : formatCents(cents, locale))
  const [text, setText] = useState(() => shown(value))
  // A value set from outside (a form reset) wins over what was typed for another one.
  const typed = parseMoney(text)
  const current = value !== undefined && typed !== value ? shown(value) : text

  return (
    <TextInput
      {...rest}
      value={current}
      inputMode="decimal"
      autoComplete="off"
      leftSection={<span aria-hidden>{currencySymbol}</span>}
      leftSectionWidth={44}
      leftSectionPointerEvents="none"
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(parseMoney(event.currentTarget.value))
      }}
      onBlur={(event) => {
        if (typed !== undefined) setText(shown(typed))
        onBlur?.(event)
      }}
    />
  )
}
