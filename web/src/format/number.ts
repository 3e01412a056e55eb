export function formatNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value)
}

/** `12.345` to `12,3 mil`, for axes and small cards. */
export function formatCompact(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** A share from 0 to 1. One decimal below 10 %, where it tells something. */
export function formatPercent(share: number, locale: string, digits?: number): string {
  const decimals = digits ?? (share !== 0 && Math.abs(share) < 0.1 ? 1 : 0)
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: decimals }).format(share)
}

/** A change with its sign: `+12,7%`, `-5,2%`. */
export function formatChange(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(share)
}
