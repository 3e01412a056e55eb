import {
  IconMessageCircle,
  IconCircleDashed,
  IconCircleDot,
  IconMinus,
  IconStar,
  IconTrophy,
  IconX,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './Chips.module.css'

export const entryKinds = ['ad', 'post', 'link', 'hashtag', 'product', 'number', 'organic', 'return', 'none'] as const
export type EntryKind = (typeof entryKinds)[number]

/** The one colour of a kind of origin, on every screen and chart. */
export function originColor(kind: string): string {
  return `var(--app-origin-${(entryKinds as readonly string[]).includes(kind) ? kind : 'none'})`
}

interface OriginChipProps {
  kind: EntryKind
  /** The identifier's label; without it the kind is named. */
  label?: string | null | undefined
  /** An ad or a link is known to be behind it, but not which one. */
  unidentified?: boolean
  framed?: boolean
}

export function OriginChip({ kind, label, unidentified = false, framed = false }: OriginChipProps) {
  const name = useOriginName()
  const text = label && !unidentified ? label : name(kind, unidentified)
  return (
    <span className={classes.origin} data-framed={framed || undefined} title={text}>
      <span className={classes.dot} style={{ background: originColor(kind) }} aria-hidden />
      <span className={classes.text}>{text}</span>
    </span>
  )
}

export function useOriginName(): (kind: EntryKind, unidentified?: boolean) => string {
  const { t } = useTranslation()
  return (kind, unidentified = false) => {
    if (unidentified && kind === 'ad') return t('origin.unidentifiedAd')
    if (unidentified && kind === 'link') return t('origin.unidentifiedLink')
    return t(`origin.${kind}`)
  }
}

export const outcomes = ['won', 'qualified', 'lost', 'neutral', 'not_lead'] as const
export type Outcome = (typeof outcomes)[number]
export type Stage = Outcome | 'unclassified' | 'open'

const stageIcons: Record<Stage, Icon> = {
  won: IconTrophy,
  qualified: IconStar,
  lost: IconX,
  neutral: IconMinus,
  not_lead: IconCircleDashed,
  unclassified: IconCircleDot,
  open: IconMessageCircle,
}
const stageColors: Record<Stage, string> = {
  won: 'var(--app-series-1)',
  qualified: 'var(--app-series-5)',
  lost: 'var(--app-series-4)',
  neutral: 'var(--app-series-6)',
  not_lead: 'var(--app-series-6)',
  unclassified: 'var(--app-warning)',
  open: 'var(--app-series-2)',
}

export function outcomeColor(stage: Stage): string {
  return stageColors[stage]
}

interface OutcomeBadgeProps {
  outcome: Stage
  /** The disposition's own name; without it the outcome is named. */
  label?: string | null | undefined
}

export function OutcomeBadge({ outcome, label }: OutcomeBadgeProps) {
  const { t } = useTranslation()
  const Symbol = stageIcons[outcome]
  return (
    <span
      className={classes.outcome}
      style={{ '--tone': stageColors[outcome] } as React.CSSProperties}
      title={label ? t(`outcome.${outcome}`) : undefined}
    >
      <Symbol size={14} stroke={2.2} aria-hidden />
      <span className={classes.text}>{label || t(`outcome.${outcome}`)}</span>
    </span>
  )
}
