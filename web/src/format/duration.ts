const second = 1
const minute = 60
const hour = 3600
const day = 86_400

/** Seconds as `45 s`, `2 min 14 s`, `1 h 05 min`, `3 d 4 h`: the two largest units. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds / second))
  if (total < minute) return `${total} s`
  if (total < hour) return pair(Math.floor(total / minute), 'min', total % minute, 's')
  if (total < day) return pair(Math.floor(total / hour), 'h', Math.floor((total % hour) / minute), 'min')
  return pair(Math.floor(total / day), 'd', Math.floor((total % day) / hour), 'h')
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  if (small === 0) return `${large} ${largeUnit}`
  const padded = smallUnit === 'h' ? String(small) : String(small).padStart(2, '0')
  return `${large} ${largeUnit} ${padded} ${smallUnit}`
}

/** One unit only, for waiting chips: `17 min`, `3 h`, `2 d`. */
export function formatWait(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds))
  if (total < minute) return `${total} s`
  if (total < hour) return `${Math.floor(total / minute)} min`
  if (total < day) return `${Math.floor(total / hour)} h`
  return `${Math.floor(total / day)} d`
}
