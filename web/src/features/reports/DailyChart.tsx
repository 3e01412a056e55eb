import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Overview } from '@/api/reports'
import { parseSearch } from '@/app/search'
import { TimeSeries } from '@/components/charts/TimeSeries'
import { daysBetween, useFormat } from '@/format'
import { pointsOfDays, stepFor } from './figures'

/** Clicks, conversations and sales over time. A point opens the conversations of its day. */
export function DailyChart({ overview: { days, from, to } }: { overview: Overview }) {
  const { t } = useTranslation('reports')
  const navigate = useNavigate()
  const format = useFormat()
  const step = stepFor(daysBetween(from, to) + 1)
  const points = pointsOfDays(days, { from, to }, step)
  const month = new Intl.DateTimeFormat(format.locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const monthOf = (day: string) => month.format(new Date(`${day}T00:00:00Z`))
  const labels = {
    day: {},
    week: { pointLabel: (day: string) => t('daily.weekOf', { day: format.day(day) }) },
    month: { axisLabel: monthOf, pointLabel: monthOf },
  }[step]
  const clicks = points.some((point) => point.clicks !== null)
    ? [{ key: 'clicks', label: t('figure.clicks'), color: 'var(--app-series-2)', values: points.map((point) => point.clicks ?? 0) }]
    : []
  const open = (day: string) => {
    const row = days.find((one) => one.key === day)
    if (row) void navigate({ to: '/atendimentos', search: parseSearch(row.conversations_query) })
  }
  return (
    <TimeSeries
      title={t(`daily.${step}`)}
      lead={step === 'day' ? t('daily.hint') : t('daily.cut')}
      days={points.map((point) => point.day)}
      series={[
        ...clicks,
        { key: 'conversations', label: t('figure.conversations'), color: 'var(--app-series-1)', values: points.map((point) => point.conversations) },
        { key: 'won', label: t('figure.won'), color: 'var(--app-series-3)', values: points.map((point) => point.won) },
      ]}
      {...labels}
      {...(step === 'day' ? { onDay: open } : {})}
    />
  )
}
