/** `812 kB`, `1,4 MB`: as a person reads sizes. */
export function formatBytes(bytes: number, locale: string): string {
  const megabytes = bytes / 1_048_576
  const [value, unit] = megabytes >= 1 ? [megabytes, 'MB'] : [Math.max(1, Math.round(bytes / 1024)), 'kB']
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)} ${unit}`
}

/** `0:07`, `12:40`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
