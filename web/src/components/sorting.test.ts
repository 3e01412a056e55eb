import { expect, it } from 'vitest'
import { placed } from './sorting'

it('one item takes its new place and the others keep their order', () => {
  expect(placed(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd'])
  expect(placed(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c'])
})

it('a place beyond the ends changes nothing', () => {
  expect(placed(['a', 'b'], 1, 2)).toEqual(['a', 'b'])
  expect(placed(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
})
