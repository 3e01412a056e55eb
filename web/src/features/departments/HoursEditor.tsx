import { useEffect, useRef } from 'react'
import { ActionIcon, Button, Switch, TextInput } from '@mantine/core'
import { IconCalendarPlus, IconCopy, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { weekdays, type Weekday } from '@/api/departments'
import { DayInput, TimeInput } from '@/components/TypedInputs'
import { useFormat } from '@/format'
import { nationalHolidays, nextSpan, type HoursDraft } from './hours'
import classes from './hours.module.css'

interface HoursEditorProps {
  value: HoursDraft
  onChange: (value: HoursDraft) => void
  error: React.ReactNode
}

/** The hours of each weekday, as many spans as needed, and the days off. */
export function HoursEditor({ value, onChange, error }: HoursEditorProps) {
  const { t } = useTranslation('departments')
  // What is wrong may stand far from the button that was pressed.
  const told = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (error) told.current?.scrollIntoView({ block: 'center' })
  }, [error])
  const setDay = (day: Weekday, spans: HoursDraft['week'][Weekday]) => onChange({ ...value, week: { ...value.week, [day]: spans } })
  const copyToWorkdays = () => {
    const { monday } = value.week
    const copied = Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, monday])) as Partial<HoursDraft['week']>
    onChange({ ...value, week: { ...value.week, ...copied } })
  }
  return (
    <div className={classes.all}>
      <Switch
        label={t('hours.on')}
        description={t('hours.onHint')}
        checked={value.on}
        onChange={(event) => onChange({ ...value, on: event.currentTarget.checked })}
      />
      {value.on && (
        <>
          {error && (
            <p ref={told} className={classes.error} role="alert">
              {error}
            </p>
          )}
          <ul className={classes.week}>
            {weekdays.map((day) => (
              <Day key={day} day={day} spans={value.week[day]} onChange={(spans) => setDay(day, spans)} />
            ))}
          </ul>
          {value.week.monday.length > 0 && (
            <Button variant="subtle" size="sm" className={classes.quietButton} leftSection={<IconCopy size={16} aria-hidden />} onClick={copyToWorkdays}>
              {t('hours.copy')}
            </Button>
          )}
          <Holidays value={value.holidays} onChange={(holidays) => onChange({ ...value, holidays })} />
        </>
      )}
    </div>
  )
}

interface DayProps {
  day: Weekday
  spans: HoursDraft['week'][Weekday]
  onChange: (spans: HoursDraft['week'][Weekday]) => void
}

function Day({ day, spans, onChange }: DayProps) {
  const { t } = useTranslation('departments')
  const name = t(`weekday.${day}`)
  const put = (index: number, part: 'from' | 'to', time: string) =>
    onChange(spans.map((span, at) => (at === index ? { ...span, [part]: time } : span)))
  return (
    <li className={classes.day}>
      <Switch
        label={name}
        className={classes.dayName}
        checked={spans.length > 0}
        onChange={(event) => onChange(event.currentTarget.checked ? [nextSpan([])] : [])}
      />
      {spans.length === 0 ? (
        <span className={classes.quiet}>{t('hours.closed')}</span>
      ) : (
        <div className={classes.spans}>
          {spans.map((span, index) => (
            <div key={index} className={classes.span}>
              <TimeInput size="sm" aria-label={t('hours.from', { day: name, number: index + 1 })} value={span.from} onChange={(time) => put(index, 'from', time)} />
              <span aria-hidden>–</span>
              <TimeInput size="sm" aria-label={t('hours.to', { day: name, number: index + 1 })} value={span.to} onChange={(time) => put(index, 'to', time)} />
              {spans.length > 1 && (
                <ActionIcon size={32} aria-label={t('hours.removeSpan', { day: name, number: index + 1 })} onClick={() => onChange(spans.filter((_, at) => at !== index))}>
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              )}
            </div>
          ))}
        </div>
      )}
      {spans.length > 0 && (
        <ActionIcon size={32} className={classes.addSpan} title={t('hours.addSpan', { day: name })} aria-label={t('hours.addSpan', { day: name })} onClick={() => onChange([...spans, nextSpan(spans)])}>
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
      )}
    </li>
  )
}

interface HolidaysProps {
  value: HoursDraft['holidays']
  onChange: (holidays: HoursDraft['holidays']) => void
}

function Holidays({ value, onChange }: HolidaysProps) {
  const { t } = useTranslation('departments')
  const { today } = useFormat()
  const list = useRef<HTMLUListElement>(null)
  const add = () => {
    onChange([...value, { date: '', name: '' }])
    requestAnimationFrame(() => list.current?.lastElementChild?.querySelector('input')?.focus())
  }
  const put = (index: number, change: Partial<HoursDraft['holidays'][number]>) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...change } : one)))
  const missing = nationalHolidays(today()).filter(({ date }) => !value.some((one) => one.date === date))
  const addNational = () =>
    onChange([...value, ...missing.map(({ date, key }) => ({ date, name: t(`holiday.${key}`) }))].sort((a, b) => a.date.localeCompare(b.date)))
  return (
    <fieldset className={classes.holidays}>
      <legend className={classes.legend}>{t('hours.holidays')}</legend>
      {value.length > 0 && (
        <ul ref={list} className={classes.holidayList}>
          {value.map((one, index) => (
            <li key={index} className={classes.holiday}>
              <DayInput size="sm" aria-label={t('hours.holidayDate', { number: index + 1 })} value={one.date} onChange={(date) => put(index, { date })} />
              <TextInput size="sm" aria-label={t('hours.holidayName', { number: index + 1 })} placeholder={t('hours.holidayPlaceholder')} maxLength={120} value={one.name} onChange={(event) => put(index, { name: event.currentTarget.value })} />
              <ActionIcon size={32} aria-label={t('hours.removeHoliday', { name: one.name || one.date || index + 1 })} onClick={() => onChange(value.filter((_, at) => at !== index))}>
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.buttons}>
        <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          {t('hours.addHoliday')}
        </Button>
        {missing.length > 0 && (
          <Button variant="subtle" size="sm" leftSection={<IconCalendarPlus size={16} aria-hidden />} onClick={addNational}>
            {t('hours.national')}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
