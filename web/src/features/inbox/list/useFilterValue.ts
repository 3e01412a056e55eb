import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { dispositionsQuery } from '@/api/dispositions'
import { identifierQuery } from '@/api/identifiers'
import { useTags } from '@/api/tags'
import { entryKinds, outcomes, useOriginName } from '@/components/Chips'
import { useFormat } from '@/format'
import { useContactName, useNames } from '../names'
import type { FilterKey, InboxSearch } from '../search'
import { useInboxAddress } from '../useOpenConversation'

const stages = ['answered', 'responded', 'unanswered', 'engaged', 'qualified', 'won', 'lost', 'neutral', 'not_lead', 'unclassified', 'open'] as const
const modes = ['human', 'automatic'] as const
const origins = ['identified', 'unidentified'] as const
const views = ['entry', 'first', 'last', 'last_paid'] as const
const closers = ['user', 'rule', 'bot', 'classifier', 'api'] as const

const known = <Word extends string>(words: readonly Word[], value: string) => words.find((word) => word === value)

/** What a filter's value is called. Names that only the server knows are read off the list's first row. */
export function useFilterValue(first: Conversation | undefined): (key: FilterKey, search: InboxSearch) => string {
  const { t } = useTranslation(['inbox', 'common'])
  const format = useFormat()
  const names = useNames()
  const contactName = useContactName()
  const originName = useOriginName()
  const dispositions = useQuery(dispositionsQuery).data
  const tags = useTags().data
  // In a view of the origin the rows came in by another identifier, which does not tell this one's name.
  const { entry_identifier_id: asked, origin_view } = useInboxAddress().search
  const viewed = useQuery({ ...identifierQuery(asked ?? ''), enabled: origin_view !== undefined && asked !== undefined && asked !== 'none' }).data

  const ofRow = (key: FilterKey, value: string): string | null | undefined => {
    if (key === 'contact_id' && first?.contact.id === value) return contactName(first.contact)
    if (key === 'entry_identifier_id' && first?.entry.identifier_id === value) return first.entry.label
    if (key === 'entry_identifier_id' && viewed?.id === value) return viewed.label
    return undefined
  }
  const period = ({ from, to }: InboxSearch): string => {
    if (from !== undefined && to !== undefined) return from === to ? format.day(from) : `${format.day(from)} – ${format.day(to)}`
    return from !== undefined ? t('filters.since', { day: format.day(from) }) : t('filters.until', { day: format.day(to ?? '') })
  }
  const named = (key: FilterKey, value: string): string | null | undefined => {
    switch (key) {
      case 'department_id':
        return names.department(value)
      case 'channel_id':
        return names.channel(value)
      case 'agent_id':
        return names.user(value)
      case 'disposition_id':
        return dispositions?.find((one) => one.id === value)?.name
      case 'tag_id':
        return tags?.find((one) => one.id === value)?.name
      case 'entry_kind': {
        const kind = known(entryKinds, value)
        return kind && originName(kind)
      }
      case 'outcome': {
        const outcome = known(outcomes, value)
        return outcome && t(`common:outcome.${outcome}`)
      }
      case 'stage': {
        const stage = known(stages, value)
        return stage && t(`stage.${stage}`)
      }
      case 'mode': {
        const mode = known(modes, value)
        return mode && t(`common:mode.${mode}`)
      }
      case 'origin': {
        const origin = known(origins, value)
        return origin && t(`originKnown.${origin}`)
      }
      case 'origin_view': {
        const view = known(views, value)
        return view && t(`originView.${view}`)
      }
      case 'closed_by': {
        const closer = known(closers, value)
        return closer && t(`closedBy.${closer}`)
      }
      case 'new_contact':
      case 'counted':
        return value === 'true' ? t('common:states.yes') : t('common:states.no')
      case 'date_basis':
        return value === 'closing' ? t('filters.byClosing') : t('filters.byEntry')
      default:
        return ofRow(key, value)
    }
  }
  return (key, search) => {
    if (key === 'from' || key === 'to') return period(search)
    const value = search[key] ?? ''
    if (value === 'none') return t('common:states.none')
    return named(key, value) ?? value
  }
}
