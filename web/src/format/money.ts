/** Money is whole cents everywhere; this file is the only door between cents and text. */

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(locale: string, currency: string, digits: number): Intl.NumberFormat {
  const key = `${locale}|${currency}|${digits}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  formatters.set(key, made)
  return made
}

export function formatMoney(cents: number, locale: string, currency = 'BRL'): string {
  return formatter(locale, currency, 2).format(cents / 100)
}

/** Without cents, for large figures on cards. */
export function formatMoneyShort(cents: number, locale: string, currency = 'BRL'): string {
  return formatter(locale, currency, 0).format(cents / 100)
}

/** `123456` to `1.234,56`: what an editable field shows, without the currency. */
export function formatCents(cents: number, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(cents / 100)
}

export function currencySymbol(locale: string, currency = 'BRL'): string {
  const parts = formatter(locale, currency, 2).formatToParts(0)
  return parts.find((part) => part.type === 'currency')?.value ?? currency
}

const largest = 100_000_000_000_00

/**
 * Reads what a person types: `1.234,56`, `1234,56`, `1234.56`, `1,234.56`, `R$ 1.234`, `12`.
 * A separator before one or two last digits is the decimal one; others group thousands, are all
 * the same sign and stand before exactly three digits. `12,345` could be either and is refused.
 * Digits are handled as text, so no floating point is involved.
 * Answers `null` for an empty text and `undefined` for a wrong one.
 */
export function parseMoney(typed: string): number | null | undefined {
  const text = typed.replace(/[\s\u00a0]/g, '').replace(/^[A-Z]{0,3}\$|^[A-Z]{3}(?=\d)/i, '')
  if (text === '') return null
  const match =
    /^(\d+)(?:[.,](\d{0,2}))?$/.exec(text) ??
    /^(\d{1,3}(?:\.\d{3})+)(?:,(\d{0,2}))?$/.exec(text) ??
    /^(\d{1,3}(?:,\d{3})+)\.(\d{0,2})$/.exec(text) ??
    /^(\d{1,3}(?:,\d{3}){2,})$/.exec(text)
  if (!match) return undefined
  const whole = (match[1] ?? '').replace(/[.,]/g, '')
  const fraction = (match[2] ?? '').padEnd(2, '0')
  const cents = Number(whole) * 100 + Number(fraction)
  return cents <= largest ? cents : undefined
}
