import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Card } from '@/components/Page'
import { Spark } from '@/components/charts/Spark'
import { useFormat } from '@/format'
import { thinned } from './figures'
import { ListLink } from './ListLink'
import classes from './KpiCard.module.css'

export interface KpiChange {
  /** As a share: 0.127. Of a rate: the difference in points. */
  amount: number | null
  points?: boolean
  /** A falling reply time is good. */
  fallingIsGood?: boolean
  /** On too few conversations a change is neither good nor bad. */
  weak?: boolean
  /** The figure of the period before, written. */
  before: string
}

interface KpiCardProps {
  label: string
  /** Already written. */
  value: string
  list?: { query: string; narrow?: Readonly<Record<string, string>>; size: number } | undefined
  change: KpiChange
  trend?: readonly (number | null)[] | undefined
  color?: string
  /** Denominator, interval, what is left out. */
  children?: React.ReactNode
}

/** A headline figure with its course, its change and what it is a share of. */
export function KpiCard({ label, value, list, change, trend, color, children }: KpiCardProps) {
  const course = trend && thinned(trend, 46)
  return (
    <Card className={classes.kpi}>
      <h2 className={classes.kpiLabel}>{label}</h2>
      <div className={classes.kpiRow}>
        <span className={classes.kpiValue}>
          {list ? (
            <ListLink query={list.query} narrow={list.narrow} value={list.size}>
              {value}
            </ListLink>
          ) : (
            value
          )}
        </span>
        {course && course.length > 1 && <Spark values={course} {...(color ? { color } : {})} />}
      </div>
      <Change change={change} />
      {children !== undefined && <div className={classes.kpiNotes}>{children}</div>}
    </Card>
  )
}

function Change({ change: { amount, points = false, fallingIsGood = false, weak = false, before } }: { change: KpiChange }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  if (amount === null || !Number.isFinite(amount)) return <p className={classes.kpiChange}>{t('change.none')}</p>
  // What is written as no change must not carry an arrow.
  const rounded = Math.round(amount * 1000) / 1000
  const tone = rounded === 0 || weak ? 'same' : rounded > 0 !== fallingIsGood ? 'good' : 'bad'
  const Arrow = rounded < 0 ? IconArrowDownRight : IconArrowUpRight
  const written = points ? t('change.points', { points: new Intl.NumberFormat(format.locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(rounded * 100) }) : format.change(rounded)
  return (
    <p className={classes.kpiChange}>
      <span className={classes.change} data-tone={tone}>
        {rounded !== 0 && <Arrow size={15} aria-hidden />}
        {written}
      </span>{' '}
      {t('change.before', { before })}
    </p>
  )
}
