import { lazy, Suspense, useId, useState } from 'react'
import { Loader, Popover, UnstyledButton } from '@mantine/core'
import { IconCalendarEvent, IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { periodPresets, presetOf, presetPeriod, useFormat, type Period } from '@/format'
import classes from './DateRangePicker.module.css'

const RangeCalendar = lazy(() => import('./RangeCalendar'))

interface DateRangePickerProps {
  /** Days of the company's time zone, both ends inside. */
  value: Period
  onChange: (period: Period) => void
  label?: string
}

/** A button with the period in words, opening presets and a calendar. The calendar is loaded when opened. */
export function DateRangePicker({ value, onChange, label }: DateRangePickerProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [opened, setOpened] = useState(false)
  const nameId = useId()
  const today = format.today()
  const preset = presetOf(value, today)
  const days = value.from === value.to ? format.day(value.from) : `${format.day(value.from)} – ${format.day(value.to)}`
  const name = label ?? t('period.label')

  const choose = (period: Period) => {
    onChange(period)
    setOpened(false)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus width="auto">
      <Popover.Target>
        <UnstyledButton
          className={classes.target}
          aria-label={preset ? `${name}: ${t(`period.${preset}`)} ${days}` : `${name}: ${days}`}
          onClick={() => setOpened((now) => !now)}
        >
          <IconCalendarEvent size={18} aria-hidden className={classes.symbol} />
          {preset && <span className={classes.preset}>{t(`period.${preset}`)} </span>}
          <span className={preset ? classes.daysBeside : undefined}>{days}</span>
          <IconChevronDown size={16} aria-hidden className={classes.symbol} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-labelledby={nameId} id={`${nameId}-period`}>
        <span id={nameId} hidden>
          {name}
        </span>
        <ul className={classes.presets} aria-label={t('period.presets')}>
          {periodPresets.map((one) => (
            <li key={one}>
              <UnstyledButton
                className={classes.option}
                aria-current={one === preset || undefined}
                onClick={() => choose(presetPeriod(one, today))}
              >
                {t(`period.${one}`)}
                {one === preset && <IconCheck size={16} aria-hidden />}
              </UnstyledButton>
            </li>
          ))}
        </ul>
        <div className={classes.calendar}>
          <p className={classes.custom}>{t('period.custom')}</p>
          <Suspense fallback={<Loader size="sm" className={classes.loader} />}>
            <RangeCalendar value={value} onChange={choose} />
          </Suspense>
          <p className={classes.zone}>{t('period.zone', { zone: format.timeZone.replaceAll('_', ' ') })}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
