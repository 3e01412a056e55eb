import '@/controls.css'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useConversation, type Conversation } from '@/api/conversations'
import { useContact } from '@/api/contacts'
import { CopyButton } from '@/components/CopyButton'
import { PersonAvatar } from '@/components/Person'
import { Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { useContactName, useNames } from '../names'
import { EarlierConversations } from './EarlierConversations'
import { Journey } from './Journey'
import { OriginCard } from './OriginCard'
import { Tags } from './Tags'
import classes from './contact.module.css'

export default function ContactPanel({ id }: { id: string }) {
  const { t } = useTranslation('inbox')
  return (
    <aside className={classes.panel} aria-label={t('contact.label')}>
      <ContactContent id={id} />
    </aside>
  )
}

export function ContactContent({ id }: { id: string }) {
  const { data, error } = useConversation(id)
  if (!data) return error ? null : <Skeletons count={6} />
  return (
    <div className={classes.content}>
      <Head conversation={data} />
      <OriginCard conversation={data} />
      <Tags conversation={data} />
      <Journey conversation={data} />
      <Facts conversation={data} />
      <EarlierConversations conversation={data} />
    </div>
  )
}

function Head({ conversation: { contact, new_contact } }: { conversation: Conversation }) {
  const { t } = useTranslation('inbox')
  const nameOf = useContactName()
  const format = useFormat()
  const full = useContact(contact.id).data
  const others = full?.identities.filter((one) => one.kind !== 'phone') ?? []
  return (
    <div className={classes.head}>
      <PersonAvatar name={contact.name ?? '#'} size={72} />
      <p className={classes.name}>
        <Link to="/contatos/$id" params={{ id: contact.id }}>
          {nameOf(contact)}
        </Link>
      </p>
      {contact.phone === null ? (
        <p className={classes.phone}>{t('contact.phoneHidden')}</p>
      ) : (
        <p className={classes.phone}>
          {format.phone(contact.phone)}
          <CopyButton compact value={`+${contact.phone.replace(/\D/g, '')}`} label={t('contact.copyPhone')} />
        </p>
      )}
      <p className={classes.marks}>
        <span className={classes.mark}>{new_contact ? t('contact.new') : t('contact.known')}</span>
        {full?.excluded && <span className={classes.mark}>{t('contact.excluded')}</span>}
      </p>
      {others.length > 0 && (
        <dl className={classes.identities}>
          {others.map(({ kind, value }) => (
            <div key={kind + value}>
              <dt>{t(`identity.${kind}`)}</dt>
              <dd title={value}>{kind === 'username' ? `@${value.replace(/^@/, '')}` : value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}

/** Protocol, number and times of this conversation. */
function Facts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const names = useNames()
  const { protocol, channel_id, opened_at, first_response_at, first_response_by, started_by } = conversation
  const answered = first_response_at && (Date.parse(first_response_at) - Date.parse(opened_at)) / 1000
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t('facts.title')}</h3>
      <dl className={classes.facts}>
        <div>
          <dt>{t('facts.protocol')}</dt>
          <dd className="tabular">
            {protocol}
            <CopyButton compact value={protocol} label={t('facts.copyProtocol')} />
          </dd>
        </div>
        <div>
          <dt>{t('facts.channel')}</dt>
          <dd>{names.channel(channel_id) ?? '—'}</dd>
        </div>
        <div>
          <dt>{started_by === 'company' ? t('facts.startedByUs') : t('facts.opened')}</dt>
          <dd className="tabular">{format.dateTime(opened_at)}</dd>
        </div>
        <div>
          <dt>{t('facts.firstResponse')}</dt>
          <dd className="tabular">
            {typeof answered === 'number' ? format.duration(Math.max(0, answered)) : t('facts.unanswered')}
            {first_response_by === 'phone' && ` · ${t('author.phone')}`}
          </dd>
        </div>
      </dl>
    </section>
  )
}
