import { lazy, Suspense, useState, type ComponentProps } from 'react'
import { UnstyledButton } from '@mantine/core'
import { IconCalendarEvent, IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { presetOf, useFormat, type Period } from '@/format'
import classes from './DateRangePicker.module.css'

const OpenDateRange = lazy(() => import('./OpenDateRange'))

export interface DateRangePickerProps {
  /** Days of the company's time zone, both ends inside. */
  value: Period
  onChange: (period: Period) => void
  label?: string | undefined
}

/** A button with the period in words, opening presets and a calendar, which are loaded when first asked for. */
export function DateRangePicker(props: DateRangePickerProps) {
  const [wanted, setWanted] = useState(false)
  const button = <PeriodButton value={props.value} label={props.label} aria-haspopup="dialog" aria-expanded={false} onClick={() => setWanted(true)} />
  if (!wanted) return button
  return (
    <Suspense fallback={button}>
      <OpenDateRange {...props} />
    </Suspense>
  )
}

export function usePeriodWords(value: Period, label: string | undefined) {
  const { t } = useTranslation()
  const format = useFormat()
  const preset = presetOf(value, format.today())
  const days = value.from === value.to ? format.day(value.from) : `${format.day(value.from)} – ${format.day(value.to)}`
  return { preset, days, name: label ?? t('period.label') }
}

type PeriodButtonProps = Omit<ComponentProps<typeof UnstyledButton<'button'>>, 'value'> & { value: Period; label: string | undefined }

export function PeriodButton({ value, label, ...props }: PeriodButtonProps) {
  const { t } = useTranslation()
  const { preset, days, name } = usePeriodWords(value, label)
  return (
    <UnstyledButton
      className={classes.target}
      aria-label={preset ? `${name}: ${t(`period.${preset}`)} ${days}` : `${name}: ${days}`}
      {...props}
    >
      <IconCalendarEvent size={18} aria-hidden className={classes.symbol} />
      {preset && <span className={classes.preset}>{t(`period.${preset}`)} </span>}
      <span className={preset ? classes.daysBeside : undefined}>{days}</span>
      <IconChevronDown size={16} aria-hidden className={classes.symbol} />
    </UnstyledButton>
  )
}
