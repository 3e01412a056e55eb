import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useOptionalMe } from '@/api/session'
import * as date from './date'
import { formatDuration, formatWait } from './duration'
import { currencySymbol, formatMoney, formatMoneyShort } from './money'
import { formatChange, formatCompact, formatNumber, formatPercent } from './number'
import { todayIn } from './period'
import { formatPhone } from './phone'

/** Every format bound to the language of the screen and the company's zone and currency. */
export function useFormat() {
  const { i18n } = useTranslation()
  const me = useOptionalMe()
  const locale = i18n.language
  const timeZone = me?.company.time_zone ?? 'America/Sao_Paulo'
  const currency = me?.company.currency ?? 'BRL'
  return useMemo(
    () => ({
      locale,
      timeZone,
      currency,
      currencySymbol: currencySymbol(locale, currency),
      money: (cents: number) => formatMoney(cents, locale, currency),
      moneyShort: (cents: number) => formatMoneyShort(cents, locale, currency),
      number: (value: number) => formatNumber(value, locale),
      compact: (value: number) => formatCompact(value, locale),
      percent: (share: number, digits?: number) => formatPercent(share, locale, digits),
      change: (share: number) => formatChange(share, locale),
      duration: formatDuration,
      wait: formatWait,
      phone: formatPhone,
      date: (instant: date.Instant) => date.formatDate(instant, locale, timeZone),
      time: (instant: date.Instant) => date.formatTime(instant, locale, timeZone),
      dateTime: (instant: date.Instant) => date.formatDateTime(instant, locale, timeZone),
      listTime: (instant: date.Instant, now: date.Instant) => date.formatListTime(instant, now, locale, timeZone),
      relative: (instant: date.Instant, now: date.Instant) => date.formatRelative(instant, now, locale),
      day: (day: string) => date.formatDay(day, locale),
      dayShort: (day: string) => date.formatDayShort(day, locale),
      dayLong: (day: string) => date.formatDayLong(day, locale),
      dayOf: (instant: date.Instant) => date.dayOf(instant, timeZone),
      today: () => todayIn(timeZone, Date.now()),
    }),
    [locale, timeZone, currency],
  )
}

export type Format = ReturnType<typeof useFormat>
