import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { funnelQuery, namesQuery, type FunnelRow } from '@/api/reports'
import { entryKinds, outcomes } from '@/components/Chips'
import { groupingOf } from './filters'
import type { FilterKey } from './search'
import { closers, useRowName } from './useNames'
import { useReportAddress } from './useReportAddress'
import { isUnknown } from './useRows'

export interface Choice {
  value: string
  label: string
  kind: string | null
  /** In the period, whatever else is filtered. */
  conversations: number
}

const fixed: Partial<Record<FilterKey, readonly string[]>> = { entry_kind: entryKinds, outcome: outcomes, closed_by: closers }

/** The filter knows one word for all that have no identifier. */
function withOneUnknown(rows: readonly FunnelRow[]): Pick<FunnelRow, 'key' | 'label' | 'kind' | 'conversations'>[] {
  const conversations = rows.filter(isUnknown).reduce((sum, row) => sum + row.conversations, 0)
  return [...rows.filter((row) => !isUnknown(row)), { key: 'none', label: 'none', kind: null, conversations }]
}

/** What a filter can be set to: the groups that occur in the period, largest first. */
export function useChoices(key: FilterKey): { choices: Choice[]; loading: boolean } {
  const name = useRowName()
  const { filters } = useReportAddress()
  const grouping = groupingOf[key]
  const { from, to, date_basis, origin_view } = filters
  const { data, isPending } = useQuery(funnelQuery({ from, to, date_basis, origin_view }, grouping))
  const rows = key === 'entry_identifier_id' ? withOneUnknown(data?.rows ?? []) : (data?.rows ?? [])
  const choices = rows.map((row) => ({ value: row.key, label: name(grouping, row), kind: row.kind, conversations: row.conversations }))
  const absent = (fixed[key] ?? []).filter((word) => !rows.some((row) => row.key === word))
  const rest = absent.map((word) => ({ value: word, label: name(grouping, { key: word, label: word, kind: null }), kind: null, conversations: 0 }))
  return { choices: [...choices, ...rest], loading: isPending }
}

const resources = {
  channel_id: 'channels',
  department_id: 'departments',
  agent_id: 'users',
  disposition_id: 'dispositions',
  entry_identifier_id: 'entry-identifiers',
} as const

/** The name of a chosen value, also when the period has nothing of it. */
export function useChoiceName(key: FilterKey, value: string): string {
  const { t } = useTranslation()
  const { choices, loading } = useChoices(key)
  const found = choices.find((choice) => choice.value === value)
  const resource = key in resources ? resources[key as keyof typeof resources] : undefined
  const names = useQuery({ ...namesQuery(resource ?? 'departments'), enabled: !loading && !found && resource !== undefined })
  if (found) return found.label
  if (resource === undefined) return value
  return names.data?.get(value) ?? (loading || names.isLoading ? '…' : t('states.unknown'))
}
