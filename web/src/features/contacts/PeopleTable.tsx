import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Person as Somebody } from '@/api/people'
import { OriginChip } from '@/components/Chips'
import type { Column } from '@/components/DataTable'
import { Person } from '@/components/Person'
import { StackedTable } from '@/components/StackedTable'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import { IdentityChips } from './Identities'
import { usePersonName } from './usePersonName'
import classes from './contacts.module.css'

export function PeopleTable({ rows, onOpen }: { rows: readonly Somebody[]; onOpen: (person: Somebody) => void }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const columns: Column<Somebody>[] = [
    { key: 'name', header: t('contact'), width: 280, render: (row) => <Who person={row} /> },
    { key: 'identities', header: t('identities'), render: (row) => <IdentityChips person={row} /> },
    { key: 'origin', header: t('firstOrigin'), width: 250, render: (row) => <Origin person={row} /> },
    { key: 'conversations', header: t('conversations'), align: 'right', render: (row) => <Conversations person={row} /> },
    {
      key: 'since',
      header: t('since'),
      align: 'right',
      render: (row) => <span className={classes.nowrap}>{format.date(row.first_entry?.opened_at ?? row.created_at)}</span>,
    },
    {
      key: 'last',
      header: t('lastMessage'),
      align: 'right',
      render: (row) => <span className={classes.nowrap}>{row.last_message_at ? format.relative(row.last_message_at, Date.now()) : '—'}</span>,
    },
  ]
  return (
    <StackedTable
      label={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      minWidth={980}
      onRowClick={onOpen}
      card={(row) => <PersonCard person={row} />}
    />
  )
}

function Who({ person }: { person: Somebody }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const nameOf = usePersonName()
  return (
    <span className={classes.who}>
      <Link to="/contatos/$id" params={{ id: person.id }} className={classes.open}>
        <Person name={nameOf(person)} detail={person.phone === null ? t('phoneHidden') : format.phone(person.phone)} />
      </Link>
      {person.merged > 0 && <span className={classes.chip}>{t('merged', { count: person.merged + 1 })}</span>}
      {person.excluded && <Tone tone="quiet">{t('excludedShort')}</Tone>}
    </span>
  )
}

function Origin({ person: { first_entry: entry } }: { person: Somebody }) {
  if (!entry) return <span className={classes.quiet}>—</span>
  return <OriginChip kind={entry.kind} label={entry.label} unidentified={entry.unidentified} />
}

function Conversations({ person }: { person: Somebody }) {
  const format = useFormat()
  if (person.conversations === 0) return <span className={classes.quiet}>0</span>
  return (
    <Link to="/atendimentos" search={{ status: 'all', contact_id: person.id } as never} className={classes.link}>
      {format.number(person.conversations)}
    </Link>
  )
}

function PersonCard({ person }: { person: Somebody }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  return (
    <div className={classes.card}>
      <Who person={person} />
      <IdentityChips person={person} />
      <Origin person={person} />
      <p className={classes.meta}>
        {t('conversationsCount', { count: person.conversations, number: format.number(person.conversations) })}
        {person.last_message_at && ` · ${format.relative(person.last_message_at, Date.now())}`}
      </p>
    </div>
  )
}
