import { describe, expect, it } from 'vitest'
import { bodyOf, draftOf, emptyField, keyFrom, partOf, withKeys } from './draft'

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

it('without dispositions the complete form is never sent as switched on', () => {
  const draft = { ...draftOf(undefined), uses_dispositions: false, full_closing: true }
  expect(bodyOf(draft)).toMatchObject({ uses_dispositions: false, full_closing: false })
})

it('a field is not sent as shown for a disposition that is no longer offered', () => {
  const field = { ...emptyField(), label: 'Concorrente', type: 'text' as const, options: ['a'], shown_for: ['dsp_1', 'dsp_2'] }
  const body = bodyOf({ ...draftOf(undefined), disposition_ids: ['dsp_2'], form_fields: [field] })
  expect(body.form_fields).toEqual([
    { key: 'concorrente', label: 'Concorrente', type: 'text', required: false, options: [], shown_for: ['dsp_2'] },
  ])
})

it('an empty return window means none', () => {
  expect(bodyOf({ ...draftOf(undefined), return_window_hours: '' }).return_window_hours).toBe(0)
})

it('the options of a field are sent only for types that have them', () => {
  const field = (type: 'multiple' | 'date') => ({ ...emptyField(type), label: type, options: ['a', 'b'] })
  const body = bodyOf({ ...draftOf(undefined), form_fields: [field('multiple'), field('date')] })
  expect(body.form_fields?.map(({ options }) => options)).toEqual([['a', 'b'], []])
})

it('an away message without working hours is not sent: nobody is ever away then', () => {
  const draft = { ...draftOf(undefined), away_message: 'Voltamos amanhã.' }
  expect(bodyOf(draft).away_message).toBeNull()
  expect(bodyOf({ ...draft, hours: { ...draft.hours, on: true } }).away_message).toBe('Voltamos amanhã.')
})

it('a mistake is found in the part of the drawer that it stands in', () => {
  expect(['form_fields.2.label', 'hours.week', 'capacity', 'name'].map(partOf)).toEqual(['form', 'team', 'team', 'closing'])
})
