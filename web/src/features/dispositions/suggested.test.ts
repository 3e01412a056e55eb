import { expect, it } from 'vitest'
import { missingOf } from './suggested'

it('what the company has already is not made again, whatever its case and accents', () => {
  const one = (name: string) => ({ name, outcome: 'won' as const, requires_value: false, colour: '#2f9e44' })
  expect(missingOf([one('Orçamento enviado'), one('Venda')], [{ name: 'orcamento ENVIADO ' }])).toEqual([one('Venda')])
})
