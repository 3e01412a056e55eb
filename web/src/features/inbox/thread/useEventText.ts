import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '@/api/conversations'
import { dispositionsQuery } from '@/api/dispositions'
import { useNames } from '../names'
import { Details } from './details'

/** An entry of the audit trail as a sentence. A kind of a newer server keeps its own word. */
export function useEventText(): (event: AuditEvent) => string {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const names = useNames()
  const dispositions = useQuery(dispositionsQuery).data

  const actorOf = ({ actor_kind, actor_name, actor_id }: AuditEvent): string =>
    actor_name ?? (actor_kind === 'user' ? names.user(actor_id) : undefined) ?? t(`actor.${actor_kind}`)

  return (event) => {
    const details = new Details(event.details)
    const actor = actorOf(event)
    const userId = details.text('user_id') ?? details.text('agent_id')
    const user = details.text('user_name') ?? details.text('agent_name') ?? names.user(userId)
    const departmentId = details.text('to') ?? details.text('department_id')
    const department = details.text('department_name') ?? details.text('department') ?? names.department(departmentId)
    const dispositionId = details.text('disposition_id')
    const disposition = details.text('disposition') ?? dispositions?.find((one) => one.id === dispositionId)?.name
    switch (event.kind) {
      case 'opened':
        return event.actor_kind === 'user' ? t('thread:event.startedBy', { actor }) : t('thread:event.opened')
      case 'assigned':
        if (userId === undefined && user === undefined) return t('thread:event.queued', { actor })
        if (details.flag('by_reply')) return t('thread:event.takenByReply', { actor })
        return userId === event.actor_id || user === actor ? t('thread:event.taken', { actor }) : t('thread:event.assigned', { actor, user: user ?? '' })
      case 'unassigned':
        return t('thread:event.queued', { actor })
      case 'transferred':
        if (user && department) return t('thread:event.transferredTo', { actor, user, department })
        return department ? t('thread:event.transferred', { actor, department }) : t('thread:event.transferredAway', { actor })
      case 'closed':
        return disposition ? t('thread:event.closedWith', { actor, disposition }) : t('thread:event.closed', { actor })
      case 'classified':
        if (disposition && details.flag('corrects')) return t('thread:event.corrected', { actor, disposition })
        return disposition ? t('thread:event.classifiedAs', { actor, disposition }) : t('thread:event.classified', { actor })
      case 'reopened':
      case 'returned':
      case 'return_dismissed':
      case 'attributed':
      case 'warned':
      case 'merged':
        return t(`thread:event.${event.kind}`, { actor })
      case 'routed':
        return department ? t('thread:event.routed', { department }) : t('thread:event.routedAway')
      case 'tagged':
      case 'untagged':
        return t(`thread:event.${event.kind}`, { actor, name: details.text('name') ?? '' })
      case 'closing_undone':
      case 'closing_reversed':
      case 'away_answered':
      case 'rule_held':
        return t(`thread:event.${event.kind}`, { actor })
      default:
        return t('thread:event.other', { actor, kind: event.kind.replaceAll('_', ' ') })
    }
  }
}
