import { expect, it, describe } from 'vitest'
import english from './en'
import portuguese from './pt-BR'

function leaves(node: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string') found.set(path + key, value)
    else for (const [inner, text] of leaves(value as object, `${path}${key}.`)) found.set(inner, text)
  }
  return found
}

const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()

describe.each(Object.keys(portuguese))('texts of %s', (namespace) => {
  const ours = leaves(portuguese[namespace as keyof typeof portuguese])
  const theirs = leaves(english[namespace as keyof typeof english])

  it('have the same keys in both languages', () => {
    expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort())
  })

  it('are never empty and take the same variables in both languages', () => {
    for (const [key, text] of ours) {
      expect(text.trim(), key).not.toBe('')
      expect(theirs.get(key)?.trim(), key).not.toBe('')
      expect(variables(theirs.get(key) ?? ''), key).toEqual(variables(text))
    }
  })
})
