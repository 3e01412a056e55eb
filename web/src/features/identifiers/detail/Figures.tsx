import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { funnelQuery, type FunnelRow } from '@/api/reports'
import { Funnel, type FunnelStage } from '@/components/charts/Funnel'
import { TimeSeries } from '@/components/charts/TimeSeries'
import { DataTable } from '@/components/DataTable'
import { ListLink } from '@/components/ListLink'
import { Card } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { useFormat, type Period } from '@/format'
import { smallSample, wilson } from '@/format/interval'
import { everyDay } from './days'
import classes from './detail.module.css'

/** What came of the conversations of a period, out of the reports: the same numbers as there. Only links have clicks. */
export function Figures({ id, linked, period }: { id: string; linked: boolean; period: Period }) {
  const filters = { ...period, date_basis: 'entry' as const, entry_identifier_id: id }
  const byDisposition = useQuery(funnelQuery(filters, 'disposition'))
  const byDay = useQuery(funnelQuery(filters, 'day'))
  return (
    <Loaded query={byDisposition} skeleton={<Skeletons shape="cards" count={4} />}>
      {({ totals, rows }) => (
        <>
          <Rates row={totals} />
          <div className={classes.halves}>
            <div className={classes.stack}>
              <Stages row={totals} linked={linked} />
              <Loaded query={byDay} skeleton={<Skeletons shape="chart" />}>
                {(report) => <ByDay rows={report.rows} linked={linked} period={period} />}
              </Loaded>
            </div>
            <Dispositions rows={rows} total={totals} />
          </div>
        </>
      )}
    </Loaded>
  )
}

/** The headline figures, each rate with its interval and what it is a share of. */
function Rates({ row }: { row: FunnelRow }) {
  const { t } = useTranslation('identifiers')
  const format = useFormat()
  const link = (value: number, stage?: string, children?: React.ReactNode) => (
    <ListLink query={row.conversations_query} value={value} {...(stage ? { narrow: { stage } } : {})}>
      {children}
    </ListLink>
  )
  return (
    <div className={classes.headlines}>
      <Headline label={t('conversations')} value={link(row.conversations)} note={t('figures.newContacts', { count: row.new_contacts, number: format.number(row.new_contacts) })} />
      <Headline label={t('figures.answered')} value={link(row.answered, 'answered')} note={<Share part={row.answered} total={row.conversations} />} />
      <Headline label={t('figures.qualified')} value={link(row.qualified, 'qualified')} note={<Share part={row.qualified} total={row.conversations} />} />
      <Headline label={t('won')} value={link(row.won, 'won')} note={<Share part={row.won} total={row.conversations} />} />
      <Headline
        label={t('revenue')}
        value={link(row.won, 'won', format.money(row.revenue_cents))}
        note={row.won > 0 ? t('figures.perSale', { money: format.money(Math.round(row.revenue_cents / row.won)) }) : t('figures.noSale')}
      />
    </div>
  )
}

function Headline({ label, value, note }: { label: string; value: React.ReactNode; note: React.ReactNode }) {
  return (
    <Card className={classes.headline}>
      <span className={classes.headlineLabel}>{label}</span>
      <span className={classes.headlineValue}>{value}</span>
      <span className={classes.headlineNote}>{note}</span>
    </Card>
  )
}

/** `25% dos atendimentos (18% a 33%)`, marked when it rests on few. */
function Share({ part, total }: { part: number; total: number }) {
  const { t } = useTranslation('identifiers')
  const format = useFormat()
  const interval = wilson(part, total)
  if (!interval) return <>{t('figures.noRate')}</>
  return (
    <>
      {t('figures.rate', { share: format.percent(part / total), low: format.percent(interval.low), high: format.percent(interval.high) })}
      {total < smallSample && <span className={classes.small}> · {t('figures.small')}</span>}
    </>
  )
}

function Stages({ row, linked }: { row: FunnelRow; linked: boolean }) {
  const { t } = useTranslation('identifiers')
  const format = useFormat()
  const stage = (key: 'answered' | 'qualified' | 'won', label: string): FunnelStage => ({
    key,
    label,
    value: row[key],
    figure: <ListLink query={row.conversations_query} narrow={{ stage: key }} value={row[key]} />,
  })
  const clicks: FunnelStage[] = row.clicks === null || (row.clicks === 0 && !linked) ? [] : [{ key: 'clicks', label: t('figures.clicks'), value: row.clicks }]
  return (
    <Funnel
      title={t('figures.funnel')}
      stages={[
        ...clicks,
        {
          key: 'conversations',
          label: t('conversations'),
          value: row.conversations,
          figure: <ListLink query={row.conversations_query} value={row.conversations} />,
          // Conversations may outnumber clicks: a code can be typed from a poster.
          ...(clicks.length > 0 && row.clicks !== null && row.conversations > row.clicks ? { step: t('figures.moreThanClicks') } : {}),
        },
        stage('answered', t('figures.answered')),
        stage('qualified', t('figures.qualified')),
        stage('won', t('won')),
      ]}
      summary={{
        figure: row.conversations === 0 ? '—' : format.percent(row.won / row.conversations, 1),
        meaning: t('figures.summary', { part: format.number(row.won), total: format.number(row.conversations) }),
      }}
    />
  )
}

function Dispositions({ rows, total }: { rows: readonly FunnelRow[]; total: FunnelRow }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  const shown = rows.filter((row) => row.conversations > 0)
  return (
    <Card flush title={t('figures.dispositions')} lead={t('figures.dispositionsLead')}>
      {shown.length === 0 ? (
        <p className={classes.none}>{t('common:charts.empty')}</p>
      ) : (
        <DataTable
          label={t('figures.dispositions')}
          rows={shown}
          rowKey={(row) => row.key}
          minWidth={320}
          totals
          columns={[
            { key: 'label', header: t('figures.disposition'), render: (row) => <strong className={classes.disposition}>{row.label}</strong>, total: t('common:table.totals') },
            {
              key: 'conversations',
              header: t('conversations'),
              align: 'right',
              render: (row) => <ListLink query={row.conversations_query} value={row.conversations} />,
              total: <ListLink query={total.conversations_query} value={total.conversations} />,
            },
            {
              key: 'share',
              header: t('figures.share'),
              align: 'right',
              render: (row) => format.percent(row.conversations / total.conversations),
              total: format.percent(1),
            },
          ]}
        />
      )}
    </Card>
  )
}

function ByDay({ rows, linked, period }: { rows: readonly FunnelRow[]; linked: boolean; period: Period }) {
  const { t } = useTranslation('identifiers')
  const { days, conversations, won, clicks: counted } = everyDay(rows, period)
  const clicks = linked || counted?.some((value) => value > 0) ? counted : undefined
  const any = [...conversations, ...(clicks ?? [])].some((value) => value > 0)
  return (
    <TimeSeries
      title={t('figures.byDay')}
      days={any ? days : []}
      height={220}
      series={[
        ...(clicks ? [{ key: 'clicks', label: t('figures.clicks'), color: 'var(--app-series-6)', values: clicks }] : []),
        { key: 'conversations', label: t('conversations'), color: 'var(--app-series-2)', values: conversations },
        { key: 'won', label: t('won'), color: 'var(--app-series-1)', values: won },
      ]}
    />
  )
}
