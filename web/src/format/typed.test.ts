import { expect, it } from 'vitest'
import { maskDay, parseDay, parseTime, typedDay } from './typed'

it.each([
  ['8', '08:00'],
  ['830', '08:30'],
  ['8h30', '08:30'],
  ['18:00', '18:00'],
  ['24:00', '24:00'],
  ['25', undefined],
  ['08:75', undefined],
  ['cedo', undefined],
])('the time %s is %s', (typed, time) => expect(parseTime(typed)).toBe(time))

it('a day is typed in the order of the language, and only when it exists', () => {
  expect(maskDay('25122026')).toBe('25/12/2026')
  expect(parseDay('25/12/2026', 'pt-BR')).toBe('2026-12-25')
  expect(parseDay('12/25/2026', 'en')).toBe('2026-12-25')
  expect(parseDay('31/02/2026', 'pt-BR')).toBeUndefined()
  expect(parseDay('2/1/26', 'pt-BR')).toBeUndefined()
  expect(typedDay('2026-12-25', 'pt-BR')).toBe('25/12/2026')
})
