import { useId, useState } from 'react'
import { max, ticks as ticksOf } from 'd3-array'
import { area, curveMonotoneX, line } from 'd3-shape'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import type { Column } from '../DataTable'
import { ChartFrame } from './ChartFrame'
import { linear, niceTop, points } from './scale'
import { useWidth } from './useSize'
import classes from './charts.module.css'

export interface Series {
  key: string
  label: string
  color: string
  /** One per day, in the order of `days`. */
  values: readonly number[]
}

interface TimeSeriesProps {
  title: string
  lead?: React.ReactNode
  days: readonly string[]
  series: readonly Series[]
  height?: number
  /** How a value is written; whole numbers by default. */
  format?: (value: number) => string
  actions?: React.ReactNode
  onDay?: (day: string) => void
  /** How a point is named under the axis and beside it, where it stands for more than a day. */
  axisLabel?: (day: string) => string
  pointLabel?: (day: string) => string
}

const edge = { top: 10, right: 10, bottom: 28, left: 48 }

export function TimeSeries(props: TimeSeriesProps) {
  const { title, lead, days, series, actions } = props
  const { t } = useTranslation()
  const format = useFormat()
  const write = props.format ?? format.number
  const columns: Column<number>[] = [
    { key: 'day', header: t('charts.day'), render: (index) => (props.pointLabel ?? format.day)(days[index] ?? '') },
    ...series.map(({ key, label, values }) => ({
      key,
      header: label,
      align: 'right' as const,
      render: (index: number) => write(values[index] ?? 0),
    })),
  ]
  return (
    <ChartFrame
      title={title}
      lead={lead}
      actions={actions}
      legend={series}
      empty={days.length === 0}
      table={{ columns, rows: days.map((_, index) => index), rowKey: String }}
    >
      <Plot {...props} write={write} />
    </ChartFrame>
  )
}

function Plot({ title, days, series, height = 260, write, onDay, ...labels }: TimeSeriesProps & { write: (value: number) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { axisLabel = format.dayShort, pointLabel = format.dayLong } = labels
  const { ref, width } = useWidth<HTMLDivElement>()
  const fill = useId()
  const [active, setActive] = useState<number>()
  const at = points(days.length, [edge.left, width - edge.right])
  const highest = max(series, ({ values }) => max(values)) ?? 0
  const top = niceTop(highest || 1, 4)
  const y = linear([0, top], [height - edge.bottom, edge.top])
  const ticks = ticksOf(0, top, 4).filter((tick) => highest > 4 || Number.isInteger(tick))
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width / 84))))
  const path = line<number>((_, index) => at(index), (value) => y(value)).curve(curveMonotoneX)
  const shade = area<number>((_, index) => at(index), y(0), (value) => y(value)).curve(curveMonotoneX)

  const move = (step: number) => {
    const last = days.length - 1
    setActive((now) => Math.min(last, Math.max(0, now === undefined ? last : now + step)))
  }
  const follow = (clientX: number, left: number) => {
    const share = (clientX - left - edge.left) / (width - edge.left - edge.right)
    setActive(Math.min(days.length - 1, Math.max(0, Math.round(share * (days.length - 1)))))
  }
  const chosen = active === undefined ? undefined : days[active]
  return (
    <div
      ref={ref}
      className={classes.plot}
      role="img"
      tabIndex={0}
      aria-label={`${title}. ${series.map((one) => one.label).join(', ')}. ${t('charts.hint')}`}
      onPointerMove={(event) => follow(event.clientX, event.currentTarget.getBoundingClientRect().left)}
      onPointerLeave={() => setActive(undefined)}
      onBlur={() => setActive(undefined)}
      onClick={() => chosen && onDay?.(chosen)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') move(1)
        else if (event.key === 'ArrowLeft') move(-1)
        else if (event.key === 'Enter' && chosen) onDay?.(chosen)
        else return
        event.preventDefault()
      }}
    >
      <svg width={width} height={height} aria-hidden>
        <defs>
          {series.map(({ key, color }) => (
            <linearGradient key={key} id={`${fill}-${key}`} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0" stopColor={color} stopOpacity="0.2" />
              <stop offset="1" stopColor={color} stopOpacity="0" />
            </linearGradient>
          ))}
        </defs>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={edge.left} x2={width - edge.right} y1={y(tick)} y2={y(tick)} className={classes.gridLine} />
            <text x={edge.left - 10} y={y(tick)} dy="0.34em" textAnchor="end" className={classes.axis}>
              {tick >= 10_000 ? format.compact(tick) : write(tick)}
            </text>
          </g>
        ))}
        {days.map((day, index) =>
          index % every === 0 ? (
            <text key={day} x={at(index)} y={height - 6} textAnchor="middle" className={classes.axis}>
              {axisLabel(day)}
            </text>
          ) : null,
        )}
        {series.map(({ key, color, values }) => (
          <g key={key}>
            <path d={shade(values) ?? ''} fill={`url(#${fill}-${key})`} />
            <path d={path(values) ?? ''} fill="none" stroke={color} strokeWidth="2" strokeLinejoin="round" />
            {days.length === 1 && <circle cx={at(0)} cy={y(values[0] ?? 0)} r="4" fill={color} />}
          </g>
        ))}
        {active !== undefined && (
          <g>
            <line x1={at(active)} x2={at(active)} y1={edge.top} y2={height - edge.bottom} className={classes.cursor} />
            {series.map(({ key, color, values }) => (
              <circle key={key} cx={at(active)} cy={y(values[active] ?? 0)} r="4" fill={color} className={classes.point} />
            ))}
          </g>
        )}
      </svg>
      {active !== undefined && chosen && (
        <div
          className={classes.tip}
          role="status"
          style={at(active) > width / 2 ? { right: width - at(active) + 14 } : { left: at(active) + 14 }}
        >
          <strong>{pointLabel(chosen)}</strong>
          {series.map(({ key, label, color, values }) => (
            <span key={key} className={classes.tipRow}>
              <span className={classes.swatch} style={{ background: color }} />
              {label}
              <b>{write(values[active] ?? 0)}</b>
            </span>
          ))}
        </div>
      )}
    </div>
  )
}
