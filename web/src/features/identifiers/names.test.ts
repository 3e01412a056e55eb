import { describe, expect, it } from 'vitest'
import { changesOf, type Names } from './names'

const before: Names = { label: 'Promo', campaign: 'Verão', ad_set: '', ad: '', site: 'horizonte.com.br' }

describe('changes of an identifier', () => {
  it('hold only what was changed, and an empty text takes a name away', () => {
    expect(changesOf(before, { ...before, campaign: '', ad: '  Imagem 3 ' })).toEqual({ campaign: '', ad: 'Imagem 3' })
    expect(changesOf(before, before)).toEqual({})
  })
})
