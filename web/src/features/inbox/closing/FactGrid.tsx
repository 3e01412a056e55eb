import { useTranslation } from 'react-i18next'
import { useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { Conversation } from '@/api/conversations'
import { messagesKey, type Message } from '@/api/messages'
import type { Page } from '@/api/queries'
import { OriginChip } from '@/components/Chips'
import { useFormat } from '@/format'
import { safeAddress } from '../address'
import { useContactName, useNames } from '../names'
import classes from './closing.module.css'

/** Everybody of the company who wrote in what is loaded of the thread, and whom it is assigned to. */
function useAgents({ id, agent_id }: Conversation): string[] {
  const names = useNames()
  const thread = useQueryClient().getQueryData<InfiniteData<Page<Message>>>(messagesKey(id))
  const writers = (thread?.pages ?? [])
    .flatMap((page) => page.items)
    .reverse()
    .filter((message) => message.direction === 'out' && message.author === 'agent')
    .flatMap((message) => message.user_name ?? [])
  return [...new Set([names.user(agent_id), ...writers].filter((name) => name !== undefined))]
}

/** What is known without asking: the upper half of the complete form. */
export function FactGrid({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(['inbox', 'common'])
  const format = useFormat()
  const names = useNames()
  const nameOf = useContactName()
  const agents = useAgents(conversation)
  const { contact, entry, protocol, opened_at, first_response_at, first_response_by, closed_at, department_id } = conversation
  const href = safeAddress(entry.short_url ?? entry.source_url)
  const chip = <OriginChip kind={entry.kind} label={entry.label} unidentified={entry.unidentified} />
  const answered = first_response_at && (Date.parse(first_response_at) - Date.parse(opened_at)) / 1000
  const unknown = <span className={classes.unknown}>{t('common:states.unknown')}</span>
  const facts: [string, React.ReactNode][] = [
    [
      t('facts.contact'),
      <>
        {nameOf(contact)}
        {contact.name && contact.phone && <small>{format.phone(contact.phone)}</small>}
      </>,
    ],
    [
      t('facts.identifier'),
      href ? (
        <a href={href} target="_blank" rel="noopener noreferrer" className={classes.chipLink}>
          {chip}
        </a>
      ) : (
        chip
      ),
    ],
    [t('facts.protocol'), protocol],
    [t('facts.department'), names.department(department_id) ?? unknown],
    [t('facts.opened'), format.dateTime(opened_at)],
    [
      t('facts.firstResponse'),
      first_response_at ? (
        <>
          {format.dateTime(first_response_at)}
          <small>
            {t('facts.after', { time: format.duration(Math.max(0, Number(answered))) })}
            {first_response_by === 'phone' && ` · ${t('author.phone')}`}
          </small>
        </>
      ) : (
        t('facts.unanswered')
      ),
    ],
    [t('facts.closed'), closed_at ? format.dateTime(closed_at) : t('facts.now')],
    [t('facts.agents'), agents.length > 0 ? agents.join(', ') : unknown],
  ]
  return (
    <dl className={classes.grid}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
