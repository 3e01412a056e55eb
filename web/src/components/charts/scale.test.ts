import { expect, it } from 'vitest'
import { linear, niceTop, points } from './scale'

it('an axis ends on a round number that holds the highest value', () => {
  expect([3, 7, 47, 188, 1234, 0.43].map((value) => niceTop(value, 4))).toEqual([3, 8, 50, 200, 1500, 0.5])
})

it('values and points keep their distances', () => {
  const y = linear([0, 50], [200, 0])
  expect([0, 25, 50].map(y)).toEqual([200, 100, 0])
  expect(linear([2, 2], [10, 20])(2)).toBe(10)
  expect([0, 1, 2].map(points(3, [10, 30]))).toEqual([10, 20, 30])
  expect(points(1, [10, 30])(0)).toBe(20)
})
