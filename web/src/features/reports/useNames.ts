import { useTranslation } from 'react-i18next'
import type { FunnelRow, Grouping } from '@/api/reports'
import { entryKinds, outcomes, useOriginName, type EntryKind } from '@/components/Chips'
import { useFormat } from '@/format'
import { useReportAddress } from './useReportAddress'

export const closers = ['user', 'rule', 'bot', 'classifier', 'api'] as const

/** A row, with the mark that its ad or link is proved but not known. */
export type ReportRow = FunnelRow & { unidentified?: boolean }

const isKind = (key: string): key is EntryKind => (entryKinds as readonly string[]).includes(key)

/** Names of kinds of entry; who never came by anything paid has no paid origin, whatever else is known. */
export function useKindName(): (kind: EntryKind, unidentified?: boolean) => string {
  const { t } = useTranslation('reports')
  const originName = useOriginName()
  const paid = useReportAddress().filters.origin_view === 'last_paid'
  return (kind, unidentified = false) => (paid && kind === 'none' ? t('view.nonePaid') : originName(kind, unidentified))
}

/** Names of groups in the language of the screen; the server's own labels are names that people gave. */
export function useRowName() {
  const { t } = useTranslation(['reports', 'common'])
  const originName = useKindName()
  const format = useFormat()
  return (grouping: Grouping, row: Pick<ReportRow, 'key' | 'label' | 'kind' | 'unidentified'>): string => {
    const { key, label } = row
    if (grouping === 'kind') return isKind(key) ? originName(key) : label || key
    if (grouping === 'day') return format.day(key)
    if (grouping === 'outcome') {
      const outcome = outcomes.find((one) => one === key)
      if (outcome) return t(`common:outcome.${outcome}`)
    }
    if (grouping === 'closed_by') {
      const closer = closers.find((one) => one === key)
      if (closer) return t(`closer.${closer}`)
    }
    if (grouping === 'entry_identifier' && row.kind !== null && (key === 'none' || row.unidentified !== undefined)) {
      const { kind, unidentified = false } = row
      // Only of ads and links do the screens have a name for not knowing which; of others the server has.
      if (unidentified && kind !== 'ad' && kind !== 'link') return label
      return isKind(kind) ? originName(kind, unidentified) : label
    }
    if (key === 'none') return t(`none.${grouping}`)
    return label || key
  }
}
