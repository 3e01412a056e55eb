import { expect, it } from 'vitest'
import { hoursBody, hoursDraft, nationalHolidays, wrongHours, type HoursDraft } from './hours'

const usual: HoursDraft = { ...hoursDraft(null), on: true }
const monday = (...spans: [string, string][]): HoursDraft => ({
  ...usual,
  week: { ...usual.week, monday: spans.map(([from, to]) => ({ from, to })) },
})

it('a department without hours always attends, and the usual week waits in its form', () => {
  expect(hoursBody(hoursDraft(null))).toBeNull()
  expect(hoursBody(usual)?.week).toHaveLength(5)
})

it('an end at midnight is the end of the day, not its beginning', () => {
  const night = monday(['18:00', '00:00'])
  expect(wrongHours(night)).toBeUndefined()
  expect(hoursBody(night)?.week[0]).toEqual({ weekday: 'monday', from: '18:00', to: '24:00' })
})

it('spans that end before they begin, or overlap, are told', () => {
  expect(wrongHours(monday(['18:00', '08:00']))).toBe('order')
  expect(wrongHours(monday(['18:00', '']))).toBe('time')
  expect(wrongHours(monday(['13:00', '18:00'], ['08:00', '13:30']))).toBe('overlap')
  expect(wrongHours(monday(['13:00', '18:00'], ['08:00', '12:00']))).toBeUndefined()
})

it('a day off needs its date, and an empty line is none', () => {
  const off = (date: string, name: string): HoursDraft => ({ ...usual, holidays: [{ date, name }] })
  expect(wrongHours(off('', 'Aniversário da cidade'))).toBe('holiday')
  expect(wrongHours(off('31/1', ''))).toBe('holiday')
  expect(wrongHours(off('', ''))).toBeUndefined()
  expect(hoursBody(off('', ''))?.holidays).toEqual([])
})

it('holidays that move with Easter fall on their day', () => {
  const holidays = nationalHolidays('2026-11-22')
  expect(holidays.find(({ key }) => key === 'goodFriday')?.date).toBe('2027-03-26')
  expect(holidays[0]).toEqual({ date: '2026-12-25', key: 'christmas' })
  expect(holidays).toHaveLength(10)
})
