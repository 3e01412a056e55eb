import { expect, it } from 'vitest'
import { followerOf } from '../useOpenConversation'
import { picked } from './selection'

const order = ['a', 'b', 'c', 'd', 'e']
const nothing = { ids: [], anchor: undefined }

it('a range goes from the last one picked, in either direction', () => {
  const one = picked(nothing, order, 'd', false)
  expect(picked(one, order, 'b', true).ids).toEqual(['d', 'b', 'c'])
  expect(picked(one, order, 'e', true).ids).toEqual(['d', 'e'])
})

it('picking again takes away, and a range without a beginning picks one', () => {
  const one = picked(nothing, order, 'c', true)
  expect(one.ids).toEqual(['c'])
  expect(picked(one, order, 'c', false).ids).toEqual([])
})

it('after a conversation comes the one below it, after the last the one above', () => {
  expect(followerOf(order, 'b')).toBe('c')
  expect(followerOf(order, 'e')).toBe('d')
  expect(followerOf(order, 'gone')).toBe('a')
  expect(followerOf([], 'a')).toBeUndefined()
})
