import '@/controls.css'
import '@mantine/dates/styles.layer.css'
import 'dayjs/locale/pt-br'
import { useState } from 'react'
import { DatePicker, DatesProvider } from '@mantine/dates'
import { useTranslation } from 'react-i18next'
import { useFormat, type Period } from '@/format'
import classes from './DateRangePicker.module.css'

interface RangeCalendarProps {
  value: Period
  onChange: (period: Period) => void
}

/** Kept apart from its button because the calendar and its texts are heavy. */
export default function RangeCalendar({ value, onChange }: RangeCalendarProps) {
  const { t } = useTranslation()
  const { locale } = useFormat()
  const [range, setRange] = useState<[string | null, string | null]>([value.from, value.to])
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'narrow' })

  const change = (next: [string | null, string | null]) => {
    setRange(next)
    const [from, to] = next
    if (from !== null && to !== null) onChange({ from: from.slice(0, 10), to: to.slice(0, 10) })
  }
  return (
    <DatesProvider settings={{ locale: locale === 'pt-BR' ? 'pt-br' : 'en', firstDayOfWeek: 0 }}>
      <DatePicker
        type="range"
        value={range}
        onChange={change}
        defaultDate={value.to}
        allowSingleDateInRange
        hideOutsideDates
        weekdayFormat={(date) => weekday.format(new Date(`${String(date).slice(0, 10)}T12:00:00`))}
        ariaLabels={{ previousMonth: t('period.previousMonth'), nextMonth: t('period.nextMonth') }}
        classNames={{ day: classes.day, weekday: classes.weekday }}
      />
      <p className={classes.step} role="status">
        {range[0] !== null && range[1] === null ? t('period.pickEnd') : t('period.pickStart')}
      </p>
    </DatesProvider>
  )
}
