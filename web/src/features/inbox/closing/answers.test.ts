import { describe, expect, it } from 'vitest'
import type { ClosingForm } from '@/api/closings'
import { carryOver, firstAnswers, parseNumber, toRequest, valueWish, wrongAnswers, type Answers } from './answers'

const form: ClosingForm = {
  uses_dispositions: true,
  disposition_required: true,
  full_closing: true,
  form_version: 3,
  dispositions: [
    { id: 'dis_sale', name: 'Venda', outcome: 'won', requires_value: true },
    { id: 'dis_shop', name: 'Venda na loja', outcome: 'won', requires_value: false },
    { id: 'dis_lost', name: 'Achou caro', outcome: 'lost', requires_value: false },
  ],
  fields: [
    { key: 'product', type: 'text', label: 'Produto', required: true, options: [], shown_for: ['dis_sale'] },
    { key: 'pieces', type: 'number', label: 'Peças', required: false, options: [], shown_for: [] },
    { key: 'freight', type: 'money', label: 'Frete', required: false, options: [], shown_for: ['dis_sale'] },
    { key: 'payment', type: 'list', label: 'Pagamento', required: false, options: ['Pix', 'Boleto'], shown_for: [] },
  ],
}
const empty = firstAnswers(form, null)
const sale: Answers = { ...empty, disposition_id: 'dis_sale', value_cents: 28_990 }

describe('what the form still demands', () => {
  it('is named all at once, in the order of the form', () => {
    expect(Object.keys(wrongAnswers(form, empty, false))).toEqual(['disposition_id'])
    expect(wrongAnswers(form, { ...sale, value_cents: null }, true)).toEqual({
      value_cents: 'required',
      'fields.product': 'required',
      reason: 'required',
    })
  })

  it('does not hold for fields of other dispositions', () => {
    expect(wrongAnswers(form, { ...empty, disposition_id: 'dis_lost' }, false)).toEqual({})
  })

  it('includes amounts and numbers that cannot be read', () => {
    const fields = { ...sale.fields, product: 'Jaqueta', pieces: 'duas', freight: undefined }
    expect(wrongAnswers(form, { ...sale, fields }, false)).toEqual({ 'fields.pieces': 'number', 'fields.freight': 'money' })
  })

  it('is nothing of a form that is not the complete one', () => {
    const offered = { ...form, full_closing: false }
    expect(wrongAnswers(offered, { ...empty, disposition_id: 'dis_lost' }, false)).toEqual({})
  })
})

describe('what is sent', () => {
  it('carries numbers as numbers, cents as cents and leaves empty answers out', () => {
    const fields = { product: ' Jaqueta M ', pieces: '1,5', freight: 1840, payment: null }
    expect(toRequest(form, { ...sale, fields, note: '  ' }, 7)).toEqual({
      disposition_id: 'dis_sale',
      value_cents: 28_990,
      note: null,
      form_version: 3,
      fields: { product: 'Jaqueta M', pieces: 1.5, freight: 1840 },
      version: 7,
    })
  })

  it('leaves behind what a change of mind hid', () => {
    const fields = { ...empty.fields, product: 'Jaqueta', freight: 1840 }
    const request = toRequest(form, { ...sale, disposition_id: 'dis_lost', fields }, 1)
    expect(request.value_cents).toBeNull()
    expect(request.fields).toEqual({})
  })

  it('carries no disposition where the department uses none', () => {
    const simple = { ...form, uses_dispositions: false, full_closing: false, dispositions: [] }
    expect(toRequest(simple, { ...empty, note: 'ok' }, 1)).toEqual({ disposition_id: null, value_cents: null, note: 'ok', version: 1 })
  })
})

it('a value is demanded by some, welcome with a sale and not asked otherwise', () => {
  const wish = (id: string) => valueWish(form, { ...empty, disposition_id: id })
  expect([wish('dis_sale'), wish('dis_shop'), wish('dis_lost')]).toEqual(['required', 'optional', 'none'])
})

it('a newer form keeps the answers that still have a place on it', () => {
  const newer: ClosingForm = {
    ...form,
    form_version: 4,
    dispositions: form.dispositions.slice(1),
    fields: [{ ...form.fields[3]!, options: ['Boleto', 'Cartão'] }, { ...form.fields[1]!, key: 'pieces' }],
  }
  const answered = { ...sale, note: 'Ligar', fields: { ...sale.fields, pieces: '2', payment: 'Pix', product: 'Jaqueta' } }
  expect(carryOver(newer, answered)).toEqual({
    disposition_id: null,
    value_cents: 28_990,
    note: 'Ligar',
    reason: '',
    fields: { payment: null, pieces: '2' },
  })
})

it.each([
  ['12', 12],
  ['1,5', 1.5],
  ['1.234,5', 1234.5],
  ['-3', -3],
  ['dois', undefined],
  ['', undefined],
])('reads the number %s', (typed, number) => {
  expect(parseNumber(typed)).toBe(number)
})
