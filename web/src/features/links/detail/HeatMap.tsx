import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '@/components/charts/ChartFrame'
import { useFormat } from '@/format'
import { peakOf } from './figures'
import classes from './detail.module.css'

const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour)

/** Valid clicks by hour and weekday: the darker, the more. The table says the same in figures. */
export function HeatMap({ hours }: { hours: readonly (readonly number[])[] }) {
  const { t } = useTranslation('generator')
  const { locale, number } = useFormat()
  const peak = peakOf(hours)
  // The first of January 2024 was a Monday.
  const weekday = (index: number, form: 'short' | 'long') =>
    new Intl.DateTimeFormat(locale, { weekday: form, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index)).replace('.', '')
  const days = hours.map((_, index) => index)
  const summary = peak ? t('heat.peak', { weekday: weekday(peak.weekday, 'long'), hour: peak.hour, count: peak.clicks, shown: number(peak.clicks) }) : undefined
  return (
    <ChartFrame
      title={t('heat.title')}
      lead={summary}
      empty={!peak}
      table={{
        columns: [
          { key: 'hour', header: t('heat.hour'), render: (hour: number) => `${hour} h` },
          ...days.map((day) => ({
            key: String(day),
            header: weekday(day, 'short'),
            align: 'right' as const,
            render: (hour: number) => number(hours[day]?.[hour] ?? 0),
          })),
        ],
        rows: hoursOfDay,
        rowKey: String,
      }}
    >
      <div className={classes.heat} role="img" aria-label={summary ?? t('heat.title')}>
        {days.map((day) => (
          <Fragment key={day}>
            <span className={classes.heatDay}>{weekday(day, 'short')}</span>
            {hoursOfDay.map((hour) => {
              const clicks = hours[day]?.[hour] ?? 0
              const share = peak ? clicks / peak.clicks : 0
              return (
                <span
                  key={hour}
                  className={classes.cell}
                  title={t('heat.cell', { weekday: weekday(day, 'long'), hour, count: clicks, shown: number(clicks) })}
                  // The root keeps small numbers apart from none.
                  style={{ background: clicks === 0 ? undefined : `color-mix(in srgb, var(--app-series-1) ${Math.round(14 + 86 * Math.sqrt(share))}%, var(--app-surface))` }}
                />
              )
            })}
          </Fragment>
        ))}
        <span />
        {hoursOfDay.map((hour) => (
          <span key={hour} className={classes.heatHour}>
            {hour % 3 === 0 ? hour : ''}
          </span>
        ))}
      </div>
      <p className={classes.scale} aria-hidden>
        {t('heat.less')}
        {[0, 25, 50, 75, 100].map((step) => (
          <span key={step} className={classes.step} style={{ background: step === 0 ? undefined : `color-mix(in srgb, var(--app-series-1) ${14 + 0.86 * step}%, var(--app-surface))` }} />
        ))}
        {t('heat.more')}
      </p>
    </ChartFrame>
  )
}
