import type { NewDisposition, Outcome } from '@/api/dispositions'

/** Names are texts of the screen's language: they become the company's own words. */
export const starterSet = [
  { key: 'sale', outcome: 'won', requires_value: true },
  { key: 'quote', outcome: 'qualified', requires_value: false },
  { key: 'noInterest', outcome: 'lost', requires_value: false },
  { key: 'price', outcome: 'lost', requires_value: false },
  { key: 'noAnswer', outcome: 'lost', requires_value: false },
  { key: 'answered', outcome: 'neutral', requires_value: false },
  { key: 'mistake', outcome: 'not_lead', requires_value: false },
] as const satisfies readonly { key: string; outcome: Outcome; requires_value: boolean }[]
export type StarterKey = (typeof starterSet)[number]['key']

/** What is left to make: a second try after a failure never makes one twice. */
export function starterBodies(name: (key: StarterKey) => string, department_ids: string[], known: readonly string[]): NewDisposition[] {
  const taken = new Set(known.map((one) => one.toLowerCase()))
  return starterSet
    .map(({ key, outcome, requires_value }) => ({ name: name(key), outcome, requires_value, department_ids }))
    .filter((body) => !taken.has(body.name.toLowerCase()))
}
