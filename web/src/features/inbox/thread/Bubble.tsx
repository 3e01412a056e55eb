import { useState } from 'react'
import { UnstyledButton } from '@mantine/core'
import { IconArrowBackUp, IconBan, IconDeviceMobile, IconNote, IconRefresh, IconRobot } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/api/messages'
import { useMe } from '@/api/session'
import { useFormat } from '@/format'
import { useKindName } from '../kinds'
import { write } from '../outbox'
import { AdCard } from './AdCard'
import { useComposing } from './composing'
import { fillsBubble, MessageContent } from './MessageContent'
import { Quote } from './Quote'
import { Reactions } from './Reactions'
import { Ticks } from './Ticks'
import { Words } from './Words'
import classes from './bubble.module.css'
import sending from './sending.module.css'

interface BubbleProps {
  message: Message
  /** First and last of what one person wrote in a row. */
  first: boolean
  last: boolean
  /** The tab stop of the answering buttons, which the arrows walk from. */
  stop: boolean
  onJump: (messageId: string) => void
  conversationId: string
}

export function Bubble({ message, first, last, stop, onJump, conversationId }: BubbleProps) {
  const { t } = useTranslation('thread')
  const { id, direction, card, reply_to, reactions = [] } = message
  const failed = message.status === 'failed'
  const revoked = message.revoked_at != null
  const quoted = typeof reply_to === 'object' && reply_to !== null ? reply_to : undefined
  return (
    <div className={classes.place} id={`m-${id}`} data-direction={direction} data-first={first || undefined} data-last={last || undefined}>
      <div className={classes.row}>
        <article className={classes.bubble} data-failed={failed || undefined} data-revoked={revoked || undefined} data-media={(!revoked && fillsBubble(message)) || undefined} aria-label={useAuthorName()(message)}>
          {first && <AuthorLine message={message} />}
          {card && <AdCard card={card.media === undefined && message.kind === 'text' && message.media ? { ...card, media: message.media } : card} />}
          {quoted && !revoked && <Quote quoted={quoted} onJump={() => onJump(quoted.message_id)} />}
          <div className={classes.body}>
            {revoked ? (
              <span className={classes.revoked}>
                <IconBan size={16} stroke={1.8} aria-hidden />
                {t('revoked')}
              </span>
            ) : (
              <MessageContent message={message} />
            )}
            <Meta message={message} />
          </div>
        </article>
        {!revoked && !failed && direction !== 'internal' && <ReplyButton message={message} stop={stop} />}
      </div>
      {reactions.length > 0 && !revoked && <Reactions reactions={reactions} />}
      {failed && <Failed message={message} conversationId={conversationId} />}
    </div>
  )
}

/** When it was sent and how far it got; whether it was changed, and from what. */
function Meta({ message }: { message: Message }) {
  const { t } = useTranslation('thread')
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const { edited_at, earlier_texts = [], revoked_at, sent_at, status } = message
  const edited = edited_at != null && revoked_at == null
  return (
    <>
      {open && (
        <ol className={classes.earlier} aria-label={t('edited.earlier')}>
          {earlier_texts.map((text, index) => (
            <li key={index}>
              <Words text={text} />
            </li>
          ))}
        </ol>
      )}
      <span className={classes.meta}>
        {edited &&
          (earlier_texts.length > 0 ? (
            <UnstyledButton className={classes.edited} aria-expanded={open} title={t('edited.show')} onClick={() => setOpen(!open)}>
              {t('edited.mark')}
            </UnstyledButton>
          ) : (
            <span title={t('edited.at', { when: format.dateTime(edited_at) })}>{t('edited.mark')}</span>
          ))}
        <time dateTime={sent_at}>{format.time(sent_at)}</time>
        {status && <Ticks status={status} />}
      </span>
    </>
  )
}

/** Stands beside the bubble under the pointer or the focus; the arrows walk from one to the next. */
function ReplyButton({ message, stop }: { message: Message; stop: boolean }) {
  const { t } = useTranslation('thread')
  const kindName = useKindName()
  const composing = useComposing()
  if (!composing) return null
  return (
    <UnstyledButton
      className={classes.reply}
      data-reply
      tabIndex={stop ? 0 : -1}
      aria-label={t('reply.to', { what: message.text?.slice(0, 60) || kindName(message.kind) })}
      title={t('reply.action')}
      onClick={() => composing.reply(message)}
    >
      <IconArrowBackUp size={18} stroke={1.9} aria-hidden />
    </UnstyledButton>
  )
}

function Failed({ message, conversationId }: { message: Message; conversationId: string }) {
  const { t } = useTranslation(['inbox', 'common'])
  const queries = useQueryClient()
  const { text, error, media } = message
  return (
    <div className={sending.failure}>
      <span>
        {t('failed.title')}
        {error && `: ${error}`}
      </span>
      {text !== null && !media && (
        <UnstyledButton className={sending.again} onClick={() => void write(queries, conversationId, { text, note: false })}>
          <IconRefresh size={14} aria-hidden />
          {t('common:actions.retry')}
        </UnstyledButton>
      )}
    </div>
  )
}

function useAuthorName(): (message: Message) => string {
  const { t } = useTranslation('inbox')
  return ({ author, direction, user_name }) => {
    if (direction === 'internal') return user_name ? t('author.noteOf', { name: user_name }) : t('kind.note')
    if (author === 'agent') return user_name ?? t('author.agent')
    return t(`author.${author}`)
  }
}

/** Who spoke, where it is not plain from the side: a colleague, the phone, a program, a note. */
function AuthorLine({ message }: { message: Message }) {
  const name = useAuthorName()(message)
  const { author, direction, user_id } = message
  const me = useMe()
  const own = author === 'agent' && direction === 'out' && user_id === me.user_id
  if (direction === 'in' || own) return null
  const Symbol =
    direction === 'internal' ? IconNote : author === 'phone' ? IconDeviceMobile : author === 'agent' ? undefined : IconRobot
  return (
    <span className={classes.author}>
      {Symbol && <Symbol size={14} stroke={1.9} aria-hidden />}
      {name}
    </span>
  )
}
