import { useTranslation } from 'react-i18next'
import { useNavigate } from '@tanstack/react-router'
import type { LinkStatistics } from '@/api/generator'
import type { Link } from '@/api/links'
import { Figure } from '@/components/charts/Figure'
import { TimeSeries } from '@/components/charts/TimeSeries'
import { Card, CardGrid } from '@/components/Page'
import { useFormat } from '@/format'
import { everyDay } from './figures'
import { HeatMap } from './HeatMap'
import classes from './detail.module.css'

export function Figures({ link, figures }: { link: Link; figures: LinkStatistics }) {
  const { t } = useTranslation(['generator', 'links'])
  const { number, percent } = useFormat()
  const navigate = useNavigate()
  const apart = figures.clicks_raw - figures.clicks
  const { days, clicks, apart: apartByDay } = everyDay(figures)
  const open = () =>
    void navigate({
      to: '/atendimentos',
      search: { status: 'all', entry_identifier_id: link.identifier_id, counted: 'true', from: figures.from, to: figures.to } as never,
    })
  return (
    <>
      <CardGrid min={210}>
        <Figure label={t('links:columns.clicks')} value={number(figures.clicks)} note={apart > 0 ? t('detail.apart', { count: apart, shown: number(apart) }) : t('detail.noneApart')} />
        <Figure label={t('detail.visitors')} value={number(figures.visitors)} note={t('detail.visitorsNote')} />
        <Figure
          label={t('links:columns.conversations')}
          value={number(figures.conversations)}
          note={link.kind === 'hashtag' ? t('detail.sharedHashtag') : t('detail.conversationsNote')}
          {...(figures.conversations > 0 ? { onOpen: open } : {})}
        />
        <Figure
          label={t('links:columns.conversion')}
          value={figures.conversion === null || figures.conversion === undefined ? '—' : percent(figures.conversion)}
          note={link.kind === 'hashtag' ? t('links:noConversion') : t('detail.conversionNote')}
        />
      </CardGrid>
      <TimeSeries
        title={t('detail.byDay')}
        days={figures.clicks_raw === 0 ? [] : days}
        height={220}
        series={[
          { key: 'clicks', label: t('detail.valid'), color: 'var(--app-series-1)', values: clicks },
          { key: 'apart', label: t('detail.notCounted'), color: 'var(--app-series-6)', values: apartByDay },
        ]}
      />
      <HeatMap hours={figures.hours} />
      <CardGrid min={300}>
        <Counted title={t('detail.devices')} values={figures.devices} nameOf={(value) => t(`detail.device.${value || 'unknown'}` as 'detail.device.mobile', { defaultValue: value })} />
        <Counted title={t('detail.referrers')} values={figures.referrers} nameOf={(value) => value || t('detail.direct')} />
        {figures.regions.some(({ value }) => value !== '') && (
          <Counted title={t('detail.regions')} values={figures.regions} nameOf={(value) => value || t('detail.device.unknown')} />
        )}
      </CardGrid>
    </>
  )
}

interface CountedProps {
  title: string
  values: LinkStatistics['devices']
  nameOf: (value: string) => string
}

function Counted({ title, values, nameOf }: CountedProps) {
  const { t } = useTranslation(['generator', 'common'])
  const { number, percent } = useFormat()
  const sum = values.reduce((total, { clicks }) => total + clicks, 0)
  return (
    <Card title={title}>
      {values.length === 0 ? (
        <p className={classes.none}>{t('common:charts.empty')}</p>
      ) : (
        <ul className={classes.counted}>
          {values.slice(0, 8).map(({ value, clicks }) => (
            <li key={value}>
              <span className={classes.countedName}>{nameOf(value)}</span>
              <span className={classes.countedFigure}>
                {number(clicks)} <small>{percent(clicks / sum, 0)}</small>
              </span>
              <span className={classes.bar1} aria-hidden>
                <span style={{ width: `${(clicks / (values[0]?.clicks ?? clicks)) * 100}%` }} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
