import { describe, expect, it } from 'vitest'
import { bodyOf, draftOf, emptyField, keyFrom, moved, withKeys } from './draft'

describe('keys of the closing form', () => {
  it('are made from the label', () => {
    expect(keyFrom('Metragem aproximada (m²)')).toBe('metragem_aproximada_m2')
    expect(keyFrom('???')).toBe('campo')
  })
  it('of saved fields never change, whatever the label becomes', () => {
    const saved = { ...emptyField(), key: 'produto', saved: true, label: 'Modelo' }
    expect(withKeys([saved])[0]?.key).toBe('produto')
  })
  it('are never given twice, not even to a new field with a saved label', () => {
    const saved = { ...emptyField(), key: 'produto', saved: true, label: 'Modelo' }
    const fresh = [emptyField(), emptyField()].map((field) => ({ ...field, label: 'Produto' }))
    expect(withKeys([...fresh, saved]).map((field) => field.key)).toEqual(['produto_2', 'produto_3', 'produto'])
  })
})

it('moving a field beyond the ends leaves the order as it was', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
})

it('without dispositions the complete form is never sent as switched on', () => {
  const draft = { ...draftOf(undefined, ''), uses_dispositions: false, full_closing: true }
  expect(bodyOf(draft)).toMatchObject({ uses_dispositions: false, full_closing: false, silence_rule: null })
})

it('a field is not sent as shown for a disposition that is no longer offered', () => {
  const field = { ...emptyField(), label: 'Concorrente', type: 'text' as const, options: ['a'], shown_for: ['dsp_1', 'dsp_2'] }
  const body = bodyOf({ ...draftOf(undefined, ''), disposition_ids: ['dsp_2'], form_fields: [field] })
  expect(body.form_fields).toEqual([
    { key: 'concorrente', label: 'Concorrente', type: 'text', required: false, options: [], shown_for: ['dsp_2'] },
  ])
})

it('an empty return window means none', () => {
  expect(bodyOf({ ...draftOf(undefined, ''), return_window_hours: '' }).return_window_hours).toBe(0)
})
