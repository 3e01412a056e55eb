/**
 * Filters live in the address, as plain text: `?status=waiting&tag=a&tag=b`. The same words are the
 * API's, so that a report's `conversations_query` can be put into the address as it stands.
 */
export type SearchValues = Record<string, string | string[] | undefined>

export function parseSearch(text: string): SearchValues {
  const values: SearchValues = {}
  for (const [key, value] of new URLSearchParams(text)) {
    const known = values[key]
    if (known === undefined) values[key] = value
    else values[key] = Array.isArray(known) ? [...known, value] : [known, value]
  }
  return values
}

export function stringifySearch(values: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) {
    const list = Array.isArray(value) ? (value as unknown[]) : [value]
    for (const one of list) if (one !== undefined && one !== null && one !== '') params.append(key, String(one))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** One text, or nothing. */
export function text(value: unknown): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' && one !== '' ? one : undefined
}

/** Every text given, or nothing. */
export function texts(value: unknown): string[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')
  return list.length > 0 ? list : undefined
}

/** One of the words a filter knows, or nothing. */
export function oneOf<const Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === text(value))
}
