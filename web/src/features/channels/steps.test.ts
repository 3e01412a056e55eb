import { expect, it } from 'vitest'
import type { TestState } from '@/api/connection'
import { stepsOf } from './TestDrawer'

const test = (out: TestState['out'], way: TestState['in'] = 'waiting') => stepsOf({ out, out_reason: null, in: way, in_at: null })

it('each step is proven by what the provider told, and an answer proves them all', () => {
  expect(test('queued')).toEqual(['now', 'later', 'later'])
  expect(test('sent')).toEqual(['done', 'now', 'now'])
  expect(test('delivered')).toEqual(['done', 'done', 'now'])
  expect(test('read', 'received')).toEqual(['done', 'done', 'done'])
  expect(test('sent', 'received')).toEqual(['done', 'done', 'done'])
  expect(test('failed')).toEqual(['failed', 'later', 'later'])
})
