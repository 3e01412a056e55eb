import { outcomeColor, outcomes, type Stage } from '@/components/Chips'

const strength = [100, 70, 48, 32, 22]

/** The colour of a result. *Neutro* and *Não é lead* share theirs elsewhere; side by side they must differ. */
export function stageColor(stage: Stage): string {
  return stage === 'not_lead' ? `color-mix(in oklab, ${outcomeColor(stage)} 50%, var(--app-surface))` : outcomeColor(stage)
}

/** Dispositions of one outcome keep its colour, each a little lighter than the one before. */
export function dispositionColor(outcome: string | null, index: number): string {
  const known = outcomes.find((one) => one === outcome)
  if (!known) return 'var(--app-warning)'
  return `color-mix(in oklab, ${stageColor(known)} ${strength[Math.min(index, strength.length - 1)]}%, var(--app-surface))`
}
