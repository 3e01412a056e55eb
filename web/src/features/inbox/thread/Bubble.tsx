import { UnstyledButton } from '@mantine/core'
import { IconDeviceMobile, IconNote, IconRefresh, IconRobot } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/api/messages'
import { useMe } from '@/api/session'
import { useFormat } from '@/format'
import { write } from '../outbox'
import { AdCard } from './AdCard'
import { MessageContent } from './MessageContent'
import { Ticks } from './Ticks'
import classes from './bubble.module.css'

interface BubbleProps {
  message: Message
  /** First and last of what one person wrote in a row. */
  first: boolean
  last: boolean
  conversationId: string
}

export function Bubble({ message, first, last, conversationId }: BubbleProps) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const failed = message.status === 'failed'
  return (
    <div
      className={classes.place}
      data-direction={message.direction}
      data-first={first || undefined}
      data-last={last || undefined}
    >
      <article className={classes.bubble} data-failed={failed || undefined} aria-label={useAuthorName()(message)}>
        {first && <AuthorLine message={message} />}
        {message.card && <AdCard card={message.card} />}
        <div className={classes.body}>
          <MessageContent message={message} />
          <span className={classes.meta}>
            <time dateTime={message.sent_at}>{format.time(message.sent_at)}</time>
            {message.status && <Ticks status={message.status} />}
          </span>
        </div>
      </article>
      {failed && (
        <div className={classes.failure}>
          <span>
            {t('failed.title')}
            {message.error && `: ${message.error}`}
          </span>
          {message.text !== null && <Resend conversationId={conversationId} text={message.text} />}
        </div>
      )}
    </div>
  )
}

function Resend({ conversationId, text }: { conversationId: string; text: string }) {
  const { t } = useTranslation('common')
  const queries = useQueryClient()
  return (
    <UnstyledButton className={classes.again} onClick={() => void write(queries, conversationId, { text, note: false })}>
      <IconRefresh size={14} aria-hidden />
      {t('actions.retry')}
    </UnstyledButton>
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
