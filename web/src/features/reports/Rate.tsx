import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import { smallSample, wilson } from './figures'
import classes from './reports.module.css'

interface RateProps {
  part: number
  total: number
  /** The rate itself, where it is to be a link. */
  children?: React.ReactNode
}

/** A share with its 95 % interval beneath, and a mark when it rests on few conversations. */
export function Rate({ part, total, children }: RateProps) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  if (total === 0) return <span className={classes.zero}>—</span>
  return (
    <span className={classes.rate} title={t('rate.of', { part: format.number(part), total: format.number(total) })}>
      <span>{children ?? format.percent(part / total)}</span>
      <span className={classes.beneath}>
        <IntervalText part={part} total={total} />
      </span>
    </span>
  )
}

/** `19% a 25%`, in front of it the mark of a small sample. */
export function IntervalText({ part, total, named = false }: { part: number; total: number; named?: boolean }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const interval = wilson(part, total)
  if (!interval) return null
  const ends = { low: format.percent(interval.low), high: format.percent(interval.high) }
  return (
    <>
      {total < smallSample && <SmallSample total={total} short={!named} />}
      {named ? <span>{t('rate.interval', ends)}</span> : <span className={classes.nowrap}>{t('rate.range', ends)}</span>}
    </>
  )
}

/** In tables `n = 14`, so that a column of them stays quiet. */
function SmallSample({ total, short }: { total: number; short: boolean }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  return (
    <span className={classes.small} title={t('rate.smallHint', { count: total })}>
      {short && <VisuallyHidden>{t('rate.small')}: </VisuallyHidden>}
      {short ? t('rate.size', { number: format.number(total) }) : t('rate.small')}
    </span>
  )
}
