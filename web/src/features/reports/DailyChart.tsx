import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { FunnelRow } from '@/api/reports'
import { parseSearch } from '@/app/search'
import { TimeSeries } from '@/components/charts/TimeSeries'
import { pointsOfDays, stepFor } from './figures'

/** Clicks, conversations and sales over time. A point opens the conversations of its day. */
export function DailyChart({ days }: { days: readonly FunnelRow[] }) {
  const { t } = useTranslation('reports')
  const navigate = useNavigate()
  const step = stepFor(days.length)
  const points = pointsOfDays(days, step)
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
      {...(step === 'day' ? { onDay: open } : {})}
    />
  )
}
