import { expect, it } from 'vitest'
import { bodyOf, emptyDraft, fieldOf, hasConditions } from './draft'

const words = { name: 'Sem resposta', warning: 'Ainda posso ajudar?', phrases: ['obrigado'] }

it('what is switched off is not sent, though its words stay in the form', () => {
  const draft = { ...emptyDraft(words, 'phrase'), silence_on: false }
  expect(bodyOf(draft).conditions).toEqual({
    silence: null,
    phrase: { from: 'contact', texts: ['obrigado'] },
    key_phrase: null,
    identifier_ids: [],
    outside_hours: false,
  })
  expect(draft.conditions.silence.warning_text).toBe('Ainda posso ajudar?')
})

it('a value is read from a text only where a text sets the rule off', () => {
  expect(bodyOf({ ...emptyDraft(words, 'silence'), value_from_text: true }).value).toBe('none')
  expect(bodyOf({ ...emptyDraft(words, 'keyPhrase'), value_from_text: true }).value).toBe('text')
})

it('a rule is not tried before it says when it acts', () => {
  expect(hasConditions(emptyDraft(words))).toBe(false)
  expect(hasConditions({ ...emptyDraft(words), phrase_on: true })).toBe(false)
  expect(hasConditions(emptyDraft(words, 'silence'))).toBe(true)
})

it('a new rule begins switched off', () => {
  expect(bodyOf(emptyDraft(words, 'silence')).enabled).toBe(false)
})

it('mistakes of single phrases are told at the field of all of them', () => {
  expect(fieldOf('conditions.phrase.texts[2]')).toBe('conditions.phrase.texts')
  expect(fieldOf('rule.name')).toBe('name')
  expect(fieldOf('value')).toBe('value_from_text')
})
