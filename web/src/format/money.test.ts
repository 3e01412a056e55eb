import { describe, expect, it } from 'vitest'
import { formatMoney, parseMoney } from './money'

describe('money', () => {
  it.each([
    ['1.234,56', 123_456],
    ['1234,56', 123_456],
    ['1234.56', 123_456],
    ['1,234.56', 123_456],
    ['R$ 1.234', 123_400],
    ['12', 1200],
    ['0,1', 10],
    ['289,9', 28_990],
    ['1.000.000,00', 100_000_000],
    ['7,', 700],
  ])('reads %s', (typed, cents) => {
    expect(parseMoney(typed)).toBe(cents)
  })

  it.each(['abc', '1,2,3', '12,345', '1.23.456', '-5', '1.234,567', '1,234,56'])('refuses %s', (typed) => {
    expect(parseMoney(typed)).toBeUndefined()
  })

  it('tells an empty field from a wrong one', () => {
    expect(parseMoney('  ')).toBeNull()
  })

  it('never loses a cent on the way through text', () => {
    for (const cents of [1, 10, 29, 57, 101, 1_999, 28_990, 115_29, 100_000_007]) {
      expect(parseMoney(formatMoney(cents, 'pt-BR'))).toBe(cents)
      expect(parseMoney(formatMoney(cents, 'en', 'USD'))).toBe(cents)
    }
  })
})
