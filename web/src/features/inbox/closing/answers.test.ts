import { describe, expect, it } from 'vitest'
import type { ClosingForm } from '@/api/closings'
import { carryOver, firstAnswers, formatDocument, keptAnswers, parseNumber, toRequest, valueWish, wrongAnswers, type Answers } from './answers'

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

describe('fields of every type', () => {
  const field = (type: ClosingForm['fields'][number]['type'], options: string[] = []) => ({ key: type, type, label: type, required: true, options, shown_for: [] })
  const wide: ClosingForm = { ...form, disposition_required: false, fields: [field('date'), field('multiple', ['P', 'M']), field('yes_no'), field('cpf_cnpj'), field('long_text')] }

  it('no and none are told apart: an unanswered question is demanded, a no is an answer', () => {
    const none = firstAnswers(wide, null)
    expect(Object.values(wrongAnswers(wide, none, false))).toEqual(Array(5).fill('required'))
    const fields = { date: '2026-12-25', multiple: ['M'], yes_no: false, cpf_cnpj: '529.982.247-25', long_text: 'ok' }
    expect(wrongAnswers(wide, { ...none, fields }, false)).toEqual({})
    expect(toRequest(wide, { ...none, fields }, 1).fields).toEqual(fields)
  })

  it('choices that a newer form no longer has are not carried over', () => {
    const answers = { ...firstAnswers(wide, null), fields: { multiple: ['P', 'M'], yes_no: true } }
    const newer = { ...wide, fields: [field('multiple', ['M', 'G']), field('yes_no')] }
    expect(carryOver(newer, answers).fields).toEqual({ multiple: [], yes_no: true })
  })

  it.each([
    ['52998224725', '529.982.247-25'],
    ['5299', '529.9'],
    ['11222333000181', '11.222.333/0001-81'],
    ['12abc34501de35', '12.ABC.345/01DE-35'],
  ])('%s is shown as %s', (typed, shown) => expect(formatDocument(typed)).toBe(shown))
})

it('answers that were not sent outlive the page, an amount that cannot be read does not', () => {
  const answers = { ...empty, note: 'Pediu retorno', value_cents: undefined }
  keptAnswers.keep('cnv_kept', answers)
  expect(keptAnswers.read('cnv_kept')).toMatchObject({ note: 'Pediu retorno', value_cents: null })
  keptAnswers.forget('cnv_kept')
  expect(keptAnswers.read('cnv_kept')).toBeUndefined()
})
