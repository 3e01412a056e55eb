import { describe, expect, it } from 'vitest'
import { addDays, dayOf, formatDateTime, formatDay } from './date'
import { formatDuration, formatWait } from './duration'
import { formatChange, formatPercent } from './number'
import { periodFrom, presetOf, presetPeriod, previousPeriod, todayIn } from './period'
import { formatPhone, parsePhone } from './phone'

const saoPaulo = 'America/Sao_Paulo'
const lateEvening = '2026-11-23T01:30:00Z'

describe('dates', () => {
  it('belong to the company, whose evening is already tomorrow in Greenwich', () => {
    expect(dayOf(lateEvening, saoPaulo)).toBe('2026-11-22')
    expect(todayIn(saoPaulo, lateEvening)).toBe('2026-11-22')
    expect(formatDateTime(lateEvening, 'pt-BR', saoPaulo)).toBe('22/11/2026 22:30')
  })

  it('of a day are written without moving it', () => {
    expect(formatDay('2026-01-01', 'pt-BR')).toBe('01/01/2026')
  })

  it('cross months and leap days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  })
})

describe('periods', () => {
  const today = '2026-03-05'

  it('include both ends', () => {
    expect(presetPeriod('last_7', today)).toEqual({ from: '2026-02-27', to: today })
    expect(presetPeriod('last_month', today)).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(presetPeriod('this_year', today)).toEqual({ from: '2026-01-01', to: today })
  })

  it('are recognised as the preset they equal', () => {
    expect(presetOf(presetPeriod('last_30', today), today)).toBe('last_30')
    expect(presetOf({ from: '2026-01-02', to: '2026-01-09' }, today)).toBeUndefined()
  })

  it('are compared with as many days before', () => {
    expect(previousPeriod({ from: '2026-03-01', to: '2026-03-05' })).toEqual({ from: '2026-02-24', to: '2026-02-28' })
  })

  it('from a broken address fall back to the last 30 days', () => {
    const usual = presetPeriod('last_30', today)
    expect(periodFrom({ from: '2026-02-31x', to: today }, today)).toEqual(usual)
    expect(periodFrom({ from: '2026-03-05', to: '2026-03-01' }, today)).toEqual(usual)
    expect(periodFrom({ from: '2026-03-01', to: '2026-03-02' }, today)).toEqual({ from: '2026-03-01', to: '2026-03-02' })
  })
})

describe('figures', () => {
  it('write durations with their two largest units', () => {
    expect(formatDuration(134)).toBe('2 min 14 s')
    expect(formatDuration(45)).toBe('45 s')
    expect(formatDuration(3900)).toBe('1 h 05 min')
    expect(formatDuration(120)).toBe('2 min')
    expect(formatDuration(100_000)).toBe('1 d 3 h')
    expect(formatWait(1055)).toBe('17 min')
  })

  it('give small shares a decimal and changes a sign', () => {
    expect(formatPercent(0.0342, 'pt-BR')).toBe('3,4%')
    expect(formatPercent(0.22, 'pt-BR')).toBe('22%')
    expect(formatChange(0.127, 'pt-BR')).toBe('+12,7%')
    expect(formatChange(-0.052, 'pt-BR')).toBe('-5,2%')
  })
})

describe('phones', () => {
  it('of Brazil are grouped, mobile or landline', () => {
    expect(formatPhone('+5511900000001')).toBe('+55 (11) 90000-0001')
    expect(formatPhone('551130000001')).toBe('+55 (11) 3000-0001')
  })

  it('of other countries and masked ones are left alone', () => {
    expect(formatPhone('+351910000001')).toBe('+351910000001')
    expect(formatPhone('+55 (11) 9****-0001')).toBe('+55 (11) 9****-0001')
  })

  it('are read with or without the country', () => {
    expect(parsePhone('(11) 90000-0001')).toBe('5511900000001')
    expect(parsePhone('+55 11 90000-0001')).toBe('5511900000001')
    expect(parsePhone('90000')).toBeNull()
  })
})
