import '@/controls.css'
import { useEffect, useId, useRef, useState } from 'react'
import { Popover, UnstyledButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { periodPresets, presetPeriod, useFormat, type Period } from '@/format'
import { PeriodButton, usePeriodWords, type DateRangePickerProps } from './DateRangePicker'
import RangeCalendar from './RangeCalendar'
import classes from './DateRangePicker.module.css'

/** Presets and a calendar. Takes the place of the button that asked for it, and opens from there. */
export default function OpenDateRange({ value, onChange, label }: DateRangePickerProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [opened, setOpened] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  const nameId = useId()
  const today = format.today()
  const { preset, name } = usePeriodWords(value, label)
  useEffect(() => {
    target.current?.focus()
    setOpened(true)
  }, [])
  const choose = (period: Period) => {
    onChange(period)
    setOpened(false)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus width="auto">
      <Popover.Target>
        <PeriodButton ref={target} value={value} label={label} onClick={() => setOpened((now) => !now)} />
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
          <RangeCalendar value={value} onChange={choose} />
          <p className={classes.zone}>{t('period.zone', { zone: format.timeZone.replaceAll('_', ' ') })}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
