import { expect, it } from 'vitest'
import { brandVariables, contrastOf } from './brandColour'

const hostile = ['#000000', '#ffffff', '#ffff00', '#00ff00', '#0000ff', '#777777', '#767676', '#ff6600', '#b3306b', '#15191d', '#fefefe', '#808000']

it('keeps every text readable, whatever colour a company has', () => {
  for (const colour of hostile) {
    for (const [scheme, ground] of [['light', '#ffffff'], ['dark', '#15191d']] as const) {
      const seen = brandVariables(colour, scheme)
      const pairs = [
        ['--on-brand', '--brand'],
        ['--app-on-accent', '--app-accent'],
        ['--app-on-accent', '--app-accent-hover'],
      ] as const
      for (const [text, on] of pairs) {
        expect(contrastOf(seen[text] ?? '', seen[on] ?? ''), `${text} ${colour} ${scheme}`).toBeGreaterThanOrEqual(4.5)
      }
      expect(contrastOf(seen['--app-accent'] ?? '', ground), `accent ${colour} ${scheme}`).toBeGreaterThanOrEqual(4.5)
    }
  }
})

it('leaves a colour that can be read as it is, and takes none for what is no colour', () => {
  expect(brandVariables('#0E6F55', 'light')).toMatchObject({ '--brand': '#0e6f55', '--app-accent': '#0e6f55', '--on-brand': '#ffffff' })
  for (const none of [null, undefined, '', 'red', '#12345', 'url(x)']) expect(brandVariables(none, 'light')).toEqual({})
})
