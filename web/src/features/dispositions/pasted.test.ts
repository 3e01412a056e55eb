import { expect, test } from 'vitest'
import { withOutcome } from './pasted'

test('mere names take the chosen outcome, lines that name one keep theirs', () => {
  const pasted = 'Sem estoque\n\nVenda; ganho; valor\nFrete caro \r\nX\tperdido'
  expect(withOutcome(pasted, 'lost')).toBe('Sem estoque; lost\n\nVenda; ganho; valor\nFrete caro; lost\nX\tperdido')
  expect(withOutcome(pasted, null)).toBe(pasted)
})
