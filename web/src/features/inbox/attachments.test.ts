import { expect, it } from 'vitest'
import { attach, kindOfFile, partsOf } from './attachments'

const file = (name: string, type: string, bytes = 10) => {
  const made = new File(['x'], name, { type })
  Object.defineProperty(made, 'size', { value: bytes })
  return made
}

it('what WhatsApp does not take as a picture goes as a document', () => {
  expect(kindOfFile('image/jpeg')).toBe('image')
  expect(kindOfFile('image/heic')).toBe('document')
  expect(kindOfFile('audio/ogg; codecs=opus')).toBe('audio')
  expect(kindOfFile('')).toBe('document')
})

it('a picture of more than 5 MB and an empty file are refused before they travel', () => {
  expect(attach(file('foto.jpg', 'image/jpeg', 5 * 1024 * 1024)).problem).toBeUndefined()
  expect(attach(file('foto.jpg', 'image/jpeg', 5 * 1024 * 1024 + 1)).problem).toBe('too_large')
  expect(attach(file('tabela.pdf', 'application/pdf', 9 * 1024 * 1024)).problem).toBeUndefined()
  expect(attach(file('vazio.pdf', 'application/pdf', 0)).problem).toBe('empty')
})

it('the text stands below the first file that can carry one', () => {
  const voice = attach(file('voz.ogg', 'audio/ogg'))
  const photo = attach(file('foto.png', 'image/png'))
  expect(partsOf('Oi', [])).toEqual([{ text: 'Oi' }])
  expect(partsOf('É esta', [voice, photo]).map(({ text }) => text)).toEqual(['', 'É esta'])
  expect(partsOf('Ouça', [voice])).toEqual([{ attachment: voice, text: '' }, { text: 'Ouça' }])
  expect(partsOf('', [voice])).toHaveLength(1)
})
