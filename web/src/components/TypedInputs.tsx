import { useState } from 'react'
import { TextInput, type TextInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import { maskDay, parseDay, parseTime, typedDay } from '@/format/typed'

interface TypedProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  value: string
  onChange: (value: string) => void
}

/**
 * A day, `2026-12-25` for its owner, typed as the language of the screen writes it: the browser's
 * own field follows the browser's language instead. What is no day yet is told as it is typed.
 */
export function DayInput({ value, onChange, ...rest }: TypedProps) {
  const { t } = useTranslation()
  const { locale } = useFormat()
  return (
    <TextInput
      {...rest}
      value={typedDay(value, locale)}
      inputMode="numeric"
      autoComplete="off"
      maxLength={10}
      placeholder={t('closingPreview.date')}
      onChange={(event) => {
        const typed = maskDay(event.currentTarget.value)
        onChange(parseDay(typed, locale) ?? typed)
      }}
    />
  )
}

/** A time of day, tidied when left: `8` becomes `08:00`. */
export function TimeInput({ value, onChange, onBlur, ...rest }: TypedProps) {
  const [typed, setTyped] = useState<string>()
  return (
    <TextInput
      {...rest}
      value={typed ?? value}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(parseTime(event.currentTarget.value) ?? '')
      }}
      onBlur={(event) => {
        // What is no time stays in sight.
        if (typed !== undefined && parseTime(typed) !== undefined) setTyped(undefined)
        onBlur?.(event)
      }}
    />
  )
}
