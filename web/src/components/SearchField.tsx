import { useEffect, useState } from 'react'
import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface SearchFieldProps {
  label: string
  value: string | undefined
  onChange: (text: string | undefined) => void
}

/** A search whose text lives in the address; told a moment after the last key. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(value ?? '')
  const [known, setKnown] = useState(value)
  if (value !== known) {
    setKnown(value)
    if ((value ?? '') !== typed.trim()) setTyped(value ?? '')
  }
  useEffect(() => {
    const wanted = typed.trim() || undefined
    if (wanted === value) return undefined
    const timer = setTimeout(() => onChange(wanted), 180)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      leftSection={<IconSearch size={17} aria-hidden />}
      rightSection={
        typed !== '' && <CloseButton size="sm" aria-label={t('actions.clear')} onClick={() => setTyped('')} />
      }
      style={{ flex: '1 1 220px', maxWidth: 360 }}
    />
  )
}

/** Whether every word of the search stands somewhere in the texts, without case and accents. */
export function matchesSearch(search: string | undefined, ...texts: readonly (string | null | undefined)[]): boolean {
  if (search === undefined) return true
  const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const all = fold(texts.filter(Boolean).join(' '))
  return fold(search)
    .split(/\s+/)
    .every((word) => all.includes(word))
}
