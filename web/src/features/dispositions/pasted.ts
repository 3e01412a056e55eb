import type { Outcome } from '@/components/Chips'

const parts = /[;\t]/

/**
 * A list of mere names, each with the same outcome behind it; lines that say more stay as they are. The server
 * reads the outcomes' own words too.
 */
export function withOutcome(text: string, outcome: Outcome | null): string {
  if (outcome === null) return text
  return text
    .split('\n')
    .map((line) => (line.trim() === '' || parts.test(line) ? line : `${line.trimEnd()}; ${outcome}`))
    .join('\n')
}
