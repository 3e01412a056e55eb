import { describe, expect, it } from 'vitest'
import { endOfDay, isHashtag, messageOf, splitHashtag, tidyHashtag, tidySlug, withVariables } from './draft'

describe('a hashtag link', () => {
  it('starts its message with the term, whatever was typed around it', () => {
    expect(messageOf({ kind: 'hashtag', hashtag: ' #CIDADE FM', message: ' quero a promoção ' })).toBe('#CIDADEFM quero a promoção')
    expect(messageOf({ kind: 'hashtag', hashtag: 'RADIO', message: '' })).toBe('#RADIO')
  })
  it('is taken apart and put together again without loss', () => {
    const text = '#CIDADE Quero a promoção #do rádio'
    expect(messageOf({ kind: 'hashtag', ...splitHashtag(text) })).toBe(text)
  })
  it('has no term in signs alone', () => {
    expect(isHashtag(tidyHashtag('##!!'))).toBe(false)
    expect(isHashtag('1')).toBe(true)
  })
})

describe('the last day of a link', () => {
  it('ends at midnight where the company is', () => {
    expect(endOfDay('2026-11-30', 'America/Sao_Paulo')).toBe('2026-12-01T02:59:59Z')
    expect(endOfDay('2026-11-30', 'America/Rio_Branco')).toBe('2026-12-01T04:59:59Z')
    expect(endOfDay('2026-11-30', 'UTC')).toBe('2026-11-30T23:59:59Z')
  })
  it('follows a change of the clocks on that day', () => {
    expect(endOfDay('2026-10-25', 'Europe/Lisbon')).toBe('2026-10-25T23:59:59Z')
    expect(endOfDay('2026-03-29', 'Europe/Lisbon')).toBe('2026-03-29T22:59:59Z')
  })
})

it('an own address keeps only what an address can carry', () => {
  expect(tidySlug('Promoção de Verão!')).toBe('promocao-de-verao-')
  expect(tidySlug('Black_26')).toBe('black_26')
})

it('a text is filled in as the server does it, and braces that name nothing stay', () => {
  const draft = { name: 'Bio', site: ' Instagram ', utm: { utm_campaign: '' } }
  expect(withVariables('Oi, {site} / {link} {x} {{site}} {campanha}!', draft)).toBe('Oi, Instagram / Bio {x} {Instagram} !')
  expect(withVariables('{campanha}', draft, (name) => `{${name}}`)).toBe('{campanha}')
})
