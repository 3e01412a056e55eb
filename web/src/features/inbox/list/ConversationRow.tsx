import { memo } from 'react'
import { IconArrowBackUp, IconCheck, IconNote } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useTags } from '@/api/tags'
import { OriginChip } from '@/components/Chips'
import { PersonAvatar } from '@/components/Person'
import { useFormat } from '@/format'
import { kindIcon, useKindName } from '../kinds'
import { useContactName, useNames } from '../names'
import classes from './row.module.css'
import pickClasses from './pick.module.css'

const patienceSeconds = 5 * 60

/** How long the contact has been waiting for an answer, once it is worth saying. */
function waitedSeconds({ status, returned, last_message }: Conversation, now: number): number | undefined {
  if ((status === 'closed' && !returned) || last_message.direction !== 'in') return undefined
  const seconds = (now - Date.parse(last_message.at)) / 1000
  return seconds > patienceSeconds ? seconds : undefined
}

interface ConversationRowProps {
  conversation: Conversation
  current: boolean
  /** The one row that the Tab key reaches; arrows reach the others. */
  reachable: boolean
  now: number
  onOpen: (id: string) => void
  /** Whether it is picked; `undefined` while nobody picks. */
  picked: boolean | undefined
  onPick: (id: string, range: boolean) => void
}

export const ConversationRow = memo(function Row({ conversation, current, reachable, now, onOpen, picked, onPick }: ConversationRowProps) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const nameOf = useContactName()
  const names = useNames()
  const { contact, entry, last_message, unread, returned } = conversation
  const name = nameOf(contact)
  const waited = waitedSeconds(conversation, now)
  const picking = picked !== undefined
  const shared = { className: classes.row, 'data-id': conversation.id, 'data-unread': unread > 0 || undefined, tabIndex: reachable ? 0 : -1 }
  const content = (
    <>
      {picking ? (
        <span className={pickClasses.check} aria-hidden>
          <span className={pickClasses.box} data-on={picked || undefined}>
            {picked && <IconCheck size={15} stroke={3} />}
          </span>
        </span>
      ) : (
        <PersonAvatar name={contact.name ?? '#'} size={44} />
      )}
      <span className={classes.words}>
        <span className={classes.line}>
          <span className={classes.name}>{name}</span>
          {waited === undefined ? (
            <time className={classes.time} dateTime={last_message.at}>
              {format.listTime(last_message.at, now)}
            </time>
          ) : (
            <span className={classes.waited}>{t('list.waited', { time: format.wait(waited) })}</span>
          )}
        </span>
        <span className={classes.line}>
          <Preview message={last_message} />
          {unread > 0 && (
            <span className={classes.unread}>
              <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
              <span className={classes.hidden}>{t('list.unread', { count: unread })}</span>
            </span>
          )}
        </span>
        <span className={classes.meta}>
          {returned && (
            <span className={classes.returned}>
              <IconArrowBackUp size={13} stroke={2.2} aria-hidden />
              {t('returned.badge')}
            </span>
          )}
          <OriginChip kind={entry.kind} label={entry.label} unidentified={entry.unidentified} />
          <span className={classes.department}>{names.department(conversation.department_id)}</span>
          <TagDots ids={conversation.tag_ids} />
        </span>
      </span>
    </>
  )
  if (picking) {
    return (
      <div
        {...shared}
        role="checkbox"
        aria-checked={picked}
        data-picked={picked || undefined}
        onMouseDown={(event) => event.shiftKey && event.preventDefault()}
        onClick={(event) => onPick(conversation.id, event.shiftKey)}
        onKeyDown={(event) => {
          if (event.key !== ' ' && event.key !== 'Enter') return
          event.preventDefault()
          onPick(conversation.id, event.shiftKey)
        }}
      >
        {content}
      </div>
    )
  }
  return (
    <a
      {...shared}
      href={`/atendimentos/${conversation.id}${window.location.search}`}
      aria-current={current || undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        onOpen(conversation.id)
      }}
    >
      {content}
    </a>
  )
})

/** The tags as their colours, with their names for who asks. */
function TagDots({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation('inbox')
  const tags = useTags().data?.filter((tag) => ids.includes(tag.id)) ?? []
  if (tags.length === 0) return null
  const named = t('list.tags', { count: tags.length, names: tags.map((tag) => tag.name).join(', ') })
  return (
    <span className={classes.tags} role="img" aria-label={named} title={named}>
      {tags.slice(0, 4).map((tag) => (
        <span key={tag.id} style={{ background: tag.colour }} />
      ))}
    </span>
  )
}

function Preview({ message }: { message: Conversation['last_message'] }) {
  const { t } = useTranslation('inbox')
  const kindName = useKindName()
  const { preview, kind, direction } = message
  const Symbol = direction === 'internal' ? IconNote : kindIcon(kind)
  const plain = kind === 'text' || kind === 'note'
  return (
    <span className={classes.preview}>
      {direction === 'out' && (
        <>
          <IconCheck size={15} stroke={1.9} aria-hidden />
          <span className={classes.hidden}>{t('list.own')}</span>
        </>
      )}
      {(!plain || direction === 'internal') && <Symbol size={15} stroke={1.75} aria-hidden />}
      <span className={classes.previewText}>
        {preview === '' ? kindName(kind) : preview}
      </span>
    </span>
  )
}
