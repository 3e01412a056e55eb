import { useTranslation } from 'react-i18next'
import type { FunnelReport } from '@/api/reports'
import { Funnel, type FunnelStage } from '@/components/charts/Funnel'
import { useFormat } from '@/format'
import { ClicksLink } from './ClicksLink'
import { ListLink } from './ListLink'
import { useReportAddress } from './useReportAddress'

/** The stages of the selection. `report` is grouped by kind: only links have clicks. */
export function FunnelCard({ report: { rows, totals } }: { report: FunnelReport }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const { filters } = useReportAddress()
  const query = totals.conversations_query
  const byLink = rows.find((row) => row.key === 'link')?.conversations ?? 0
  const clicks: FunnelStage[] =
    totals.clicks === null
      ? []
      : [
          {
            key: 'clicks',
            label: t('figure.clicks'),
            value: totals.clicks,
            figure: totals.clicks_query ? <ClicksLink query={totals.clicks_query} value={totals.clicks} /> : undefined,
          },
        ]
  const stage = (key: 'answered' | 'qualified' | 'won', detail?: string): FunnelStage => ({
    key,
    label: t(`figure.${key}`),
    value: totals[key],
    figure: <ListLink query={query} narrow={{ stage: key }} value={totals[key]} />,
    detail,
  })
  // Most conversations come by ways that have no clicks, so the share of all clicks would mean nothing; nor do those that
  // a view of the origin gives to links come of these clicks.
  const linkStep =
    filters.origin_view === undefined && totals.clicks !== null && totals.clicks > 0 && byLink <= totals.clicks
      ? t('funnel.linkShare', { count: byLink, number: format.number(byLink), share: format.percent(byLink / totals.clicks) })
      : t('funnel.linkCount', { count: byLink, number: format.number(byLink) })
  const conversion = totals.conversations === 0 ? '—' : format.percent(totals.won / totals.conversations, 1)
  return (
    <Funnel
      title={t('funnel.title')}
      lead={t('funnel.lead')}
      stages={[
        ...clicks,
        {
          key: 'conversations',
          label: t('figure.conversations'),
          value: totals.conversations,
          figure: <ListLink query={query} value={totals.conversations} />,
          step: linkStep,
        },
        stage('answered'),
        stage('qualified'),
        stage('won', format.money(totals.revenue_cents)),
      ]}
      summary={{ figure: conversion, meaning: t('funnel.summary', { part: format.number(totals.won), total: format.number(totals.conversations) }) }}
    />
  )
}
