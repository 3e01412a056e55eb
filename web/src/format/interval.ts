/** Below this many conversations a rate says little, and is marked. */
export const smallSample = 30

export interface Interval {
  low: number
  high: number
}

/** Wilson's 95 % interval of a share; `null` without a denominator. It never leaves 0 to 1. */
export function wilson(part: number, total: number): Interval | null {
  if (total <= 0 || part < 0 || part > total) return null
  const z = 1.959964
  const share = part / total
  const scale = 1 + (z * z) / total
  const centre = (share + (z * z) / (2 * total)) / scale
  const half = (z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))) / scale
  // At the ends the bound is exactly 0 or 1; rounding must not move it.
  return { low: part === 0 ? 0 : Math.max(0, centre - half), high: part === total ? 1 : Math.min(1, centre + half) }
}
