import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import { useFormat } from '@/format'
import { Card } from '../Page'
import { Spark } from './Spark'
import classes from './charts.module.css'

interface FigureProps {
  label: string
  /** Already written: `R$ 309.618`, `2 min 12 s`. */
  value: string
  /** Change against the period before, as a share: 0.127. */
  change?: number | null | undefined
  /** A falling reply time is good. */
  fallingIsGood?: boolean
  /** What the change is measured against, or the rate's denominator. */
  note?: string | undefined
  trend?: readonly number[] | undefined
  color?: string
  onOpen?: (() => void) | undefined
}

/** A key figure on a card. */
export function Figure({ label, value, change, fallingIsGood = false, note, trend, color, onOpen }: FigureProps) {
  const format = useFormat()
  const known = change !== undefined && change !== null && Number.isFinite(change)
  const good = known && change !== 0 && change > 0 !== fallingIsGood
  const Arrow = known && change < 0 ? IconArrowDownRight : IconArrowUpRight
  return (
    <Card className={classes.figureCard}>
      <span className={classes.figureLabel}>{label}</span>
      <span className={classes.figureRow}>
        {onOpen ? (
          <button type="button" className={classes.figure} onClick={onOpen}>
            {value}
          </button>
        ) : (
          <span className={classes.figure}>{value}</span>
        )}
        {trend && <Spark values={trend} {...(color ? { color } : {})} />}
      </span>
      <span className={classes.figureNote}>
        {known && (
          <span className={classes.change} data-tone={change === 0 ? 'same' : good ? 'good' : 'bad'}>
            {change !== 0 && <Arrow size={15} aria-hidden />}
            {format.change(change)}
          </span>
        )}
        {note}
      </span>
    </Card>
  )
}
