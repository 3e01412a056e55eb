import { tickIncrement } from 'd3-array'

/** A straight line through two points of values and two of pixels. */
export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]): (value: number) => number {
  const slope = to === from ? 0 : (end - start) / (to - from)
  return (value) => start + (value - from) * slope
}

/** The places of `count` points between both ends; one alone stands in the middle. */
export function points(count: number, [start, end]: readonly [number, number]): (index: number) => number {
  if (count < 2) return () => (start + end) / 2
  return (index) => start + (index * (end - start)) / (count - 1)
}

/** The next round number at or above `highest`, where about `count` steps from 0 are round, too. */
export function niceTop(highest: number, count: number): number {
  let top = highest
  let known = Number.NaN
  for (let tries = 0; tries < 10; tries += 1) {
    const step = tickIncrement(0, top, count)
    if (step === known || step === 0 || !Number.isFinite(step)) break
    // Below 1, steps are told as how many of them make one.
    top = step > 0 ? Math.ceil(top / step) * step : Math.ceil(top * -step) / -step
    known = step
  }
  return top
}
