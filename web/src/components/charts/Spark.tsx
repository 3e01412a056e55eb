import { extent } from 'd3-array'
import { area, curveMonotoneX, line } from 'd3-shape'
import { linear } from './scale'
import classes from './charts.module.css'

interface SparkProps {
  values: readonly number[]
  color?: string
}

/** Decorative: the figure beside it says the same. It shrinks rather than push the figure out. */
export function Spark({ values, color = 'var(--app-series-1)' }: SparkProps) {
  if (values.length < 2) return null
  const [low = 0, high = 0] = extent(values)
  const x = linear([0, values.length - 1], [1, 91])
  const y = linear(low === high ? [low - 1, high + 1] : [low, high], [30, 3])
  const path = line<number>((_, index) => x(index), (value) => y(value)).curve(curveMonotoneX)
  const shade = area<number>((_, index) => x(index), 34, (value) => y(value)).curve(curveMonotoneX)
  return (
    <svg viewBox="0 0 92 34" preserveAspectRatio="none" className={classes.spark} aria-hidden>
      <path d={shade(values) ?? ''} fill={color} opacity="0.13" />
      <path d={path(values) ?? ''} fill="none" stroke={color} strokeWidth="1.6" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
