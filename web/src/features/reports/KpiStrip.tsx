import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { funnelQuery, type FunnelRow, type Overview, type ReportFilters } from '@/api/reports'
import { useFormat } from '@/format'
import { changeOf, coverageOf, pointsOf, share, smallSample } from './figures'
import { KpiCard } from './KpiCard'
import { ListLink } from './ListLink'
import { IntervalText } from './Rate'
import { useWithoutIdentifier } from './useRows'
import classes from './KpiCard.module.css'

interface StripProps {
  overview: Overview
  filters: ReportFilters
}

/** The headline: eight figures, each with the period before and its denominator. */
export function KpiStrip({ overview, filters }: StripProps) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const { totals, previous, days } = overview
  const weak = Math.min(totals.conversations, previous.conversations) < smallSample
  const daily = (value: (row: FunnelRow) => number | null) => days.map(value)
  const closing = filters.date_basis === 'closing'
  const perEntry = (row: FunnelRow) => (row.conversations > 0 ? row.revenue_cents / row.conversations : null)
  const query = totals.conversations_query
  const median = totals.first_response.p50_s
  const medianBefore = previous.first_response.p50_s
  return (
    <div className={classes.kpis}>
      <KpiCard
        label={t('kpi.conversations')}
        value={format.number(totals.conversations)}
        list={{ query, size: totals.conversations }}
        change={{ amount: changeOf(totals.conversations, previous.conversations), weak, before: format.number(previous.conversations) }}
        trend={daily((row) => row.conversations)}
      >
        <p>{t('kpi.conversationsNote', { count: totals.open, open: format.number(totals.open) })}</p>
      </KpiCard>
      <KpiCard
        label={t('kpi.newContacts')}
        value={format.number(totals.new_contacts)}
        list={{ query, narrow: { new_contact: 'true' }, size: totals.new_contacts }}
        change={{ amount: changeOf(totals.new_contacts, previous.new_contacts), weak, before: format.number(previous.new_contacts) }}
        trend={daily((row) => row.new_contacts)}
        color="var(--app-series-2)"
      >
        <p>{t('kpi.newContactsNote', { share: written(share(totals.new_contacts, totals.conversations), format.percent) })}</p>
      </KpiCard>
      <RateCard
        label={t('kpi.answered')}
        note="answeredNote"
        part={totals.answered}
        total={totals.conversations}
        before={share(previous.answered, previous.conversations)}
        weak={weak}
        list={{ query, narrow: { stage: 'answered' }, size: totals.answered }}
        trend={daily((row) => share(row.answered, row.conversations))}
        color="var(--app-series-5)"
      />
      <KpiCard
        label={t('kpi.firstResponse')}
        value={written(median, format.duration)}
        list={{ query, narrow: { stage: 'responded' }, size: totals.first_response.n }}
        change={{
          amount: changeOf(median, medianBefore),
          fallingIsGood: true,
          weak: Math.min(totals.first_response.n, previous.first_response.n) < smallSample,
          before: written(medianBefore, format.duration),
        }}
        trend={daily((row) => row.first_response.p50_s)}
        color="var(--app-series-5)"
      >
        <p>
          {t('kpi.p90', { p90: written(totals.first_response.p90_s, format.duration) })} ·{' '}
          <ListLink query={query} narrow={{ stage: 'unanswered' }} value={totals.first_response.unanswered}>
            {t('kpi.unanswered', { count: totals.first_response.unanswered, number: format.number(totals.first_response.unanswered) })}
          </ListLink>
        </p>
        <p>{t('kpi.upperEdge')}</p>
      </KpiCard>
      <RateCard
        label={t(closing ? 'kpi.conversionClosing' : 'kpi.conversion')}
        note={closing ? 'conversionNoteClosing' : 'conversionNote'}
        part={totals.won}
        total={totals.conversations}
        before={share(previous.won, previous.conversations)}
        weak={weak}
        list={{ query, narrow: { stage: 'won' }, size: totals.won }}
        trend={daily((row) => share(row.won, row.conversations))}
      />
      <KpiCard
        label={t('kpi.revenue')}
        value={format.moneyShort(totals.revenue_cents)}
        list={{ query, narrow: { stage: 'won' }, size: totals.won }}
        change={{ amount: changeOf(totals.revenue_cents, previous.revenue_cents), weak, before: format.moneyShort(previous.revenue_cents) }}
        trend={daily((row) => row.revenue_cents)}
        color="var(--app-series-3)"
      >
        <p>{t('kpi.revenueNote', { count: totals.won, number: format.number(totals.won) })}</p>
      </KpiCard>
      <KpiCard
        label={t(closing ? 'kpi.perClosed' : 'kpi.perEntry')}
        value={written(perEntry(totals), (cents) => format.money(Math.round(cents)))}
        change={{
          amount: changeOf(perEntry(totals), perEntry(previous)),
          weak,
          before: written(perEntry(previous), (cents) => format.money(Math.round(cents))),
        }}
        trend={daily(perEntry)}
        color="var(--app-series-3)"
      >
        <p>{t('kpi.perEntryNote', { count: totals.conversations, number: format.number(totals.conversations) })}</p>
      </KpiCard>
      <CoverageCard overview={overview} filters={filters} />
    </div>
  )
}

const written = (value: number | null, write: (value: number) => string) => (value === null ? '—' : write(value))

interface RateCardProps {
  label: string
  note: 'answeredNote' | 'conversionNote' | 'conversionNoteClosing'
  part: number
  total: number
  before: number | null
  weak: boolean
  list: { query: string; narrow: Readonly<Record<string, string>>; size: number }
  trend: readonly (number | null)[]
  color?: string
}

function RateCard({ label, note, part, total, before, weak, list, trend, color }: RateCardProps) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const now = share(part, total)
  // The change is given in tenths of a point: the rates beside it must show them too.
  const exact = (value: number) => format.percent(value, 1)
  return (
    <KpiCard
      label={label}
      value={written(now, exact)}
      list={list}
      change={{ amount: pointsOf(now, before), points: true, weak, before: written(before, exact) }}
      trend={trend}
      {...(color ? { color } : {})}
    >
      <p>{t(`kpi.${note}`, { part: format.number(part), total: format.number(total) })}</p>
      <p>
        <IntervalText part={part} total={total} named />
      </p>
    </KpiCard>
  )
}

/** The share of conversations whose origin is known; returning customers are counted apart. */
function CoverageCard({ overview: { totals, previous, previous_from, previous_to }, filters }: StripProps) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const earlier = { ...filters, from: previous_from, to: previous_to }
  const asked = filters.entry_identifier_id
  const apart = useWithoutIdentifier(filters)
  const before = useQuery({ ...funnelQuery({ ...earlier, entry_identifier_id: 'none' }, 'kind'), enabled: asked === undefined || asked === 'none' })
  // With one identifier asked for, every conversation has it.
  const ready = apart.data !== undefined || (asked !== undefined && asked !== 'none')
  const now = coverageOf(totals.conversations, apart.data?.rows ?? [])
  const then = coverageOf(previous.conversations, before.data?.rows ?? [])
  const rate = ready ? share(now.identified, now.entries) : null
  const rateBefore = ready && before.data ? share(then.identified, then.entries) : null
  const exact = (value: number) => format.percent(value, 1)
  const noOrigin = apart.data?.rows.find((row) => row.key === 'none')
  const paid = filters.origin_view === 'last_paid'
  const none = t(paid ? 'kpi.coverageNonePaid' : 'kpi.coverageNone', { count: now.none, number: format.number(now.none) })
  return (
    <KpiCard
      label={t(paid ? 'kpi.coveragePaid' : 'kpi.coverage')}
      value={written(rate, exact)}
      list={{ query: totals.conversations_query, narrow: { origin: 'identified' }, size: now.identified }}
      change={{
        amount: pointsOf(rate, rateBefore),
        points: true,
        weak: Math.min(now.entries, then.entries) < smallSample,
        before: written(rateBefore, exact),
      }}
    >
      <p>
        {t(paid ? 'kpi.coverageNotePaid' : 'kpi.coverageNote', { part: format.number(now.identified), total: format.number(now.entries) })}
        {now.returns > 0 && ` ${t('kpi.coverageReturns', { count: now.returns, number: format.number(now.returns) })}`}
      </p>
      <p>
        {noOrigin && noOrigin.conversations > 0 ? (
          <ListLink query={noOrigin.conversations_query} value={noOrigin.conversations}>
            {none}
          </ListLink>
        ) : (
          none
        )}
        {now.unidentified > 0 && (
          <>
            {' · '}
            <ListLink query={totals.conversations_query} narrow={{ origin: 'unidentified' }} value={now.unidentified}>
              {t('kpi.coverageUnidentified', { count: now.unidentified, number: format.number(now.unidentified) })}
            </ListLink>
          </>
        )}
      </p>
    </KpiCard>
  )
}
