export const methods = [
  'ad_header',
  'link_header',
  'hashtag',
  'code',
  'prefilled_text',
  'number',
  'product',
  'entry_point',
  'click_match',
  'manual',
  'none',
] as const
export type Method = (typeof methods)[number]

/** How an origin is known; a way of a newer server is shown as another one. */
export function methodOf(word: string): Method | 'other' {
  return methods.find((method) => method === word) ?? 'other'
}

export type Certainty = 'certain' | 'veryLikely' | 'likely' | 'guess'

/** Confidence in words: a guess is called a guess. */
export function certainty(confidence: number): Certainty {
  if (confidence >= 0.99) return 'certain'
  if (confidence >= 0.9) return 'veryLikely'
  return confidence >= 0.75 ? 'likely' : 'guess'
}
