import '@/controls.css'
import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from '@mantine/core'
import { IconMessageOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useConversation, type Conversation } from '@/api/conversations'
import { useMarkRead } from '@/api/conversationCommands'
import { asProblem } from '@/api/problem'
import { EmptyState, InlineError, Skeletons } from '@/components/States'
import { useWorksConversations } from '@/api/session'
import { write } from '../outbox'
import { sendingWindow } from '../sendingWindow'
import { Composer } from './Composer'
import { DropZone } from './compose/DropZone'
import { ComposingProvider, useComposingOf } from './composing'
import { ClosedBar } from './ClosedBar'
import { MessageLog } from './MessageLog'
import { ReturnedBanner } from './ReturnedBanner'
import { ThreadHeader } from './ThreadHeader'
import { WindowBanner } from './WindowBanner'
import classes from './thread.module.css'

interface ThreadProps {
  id: string
  /** Shows the contact, where it does not stand beside the thread. */
  onContact?: () => void
}

export default function Thread({ id, onContact }: ThreadProps) {
  const { t } = useTranslation('inbox')
  const { data, error, refetch } = useConversation(id)
  return (
    <section className={classes.thread} aria-label={t('thread.label')}>
      {data ? (
        <Opened conversation={data} {...(onContact ? { onContact } : {})} />
      ) : error && asProblem(error).status === 404 ? (
        <Missing />
      ) : error ? (
        <InlineError error={error} onRetry={() => void refetch()} />
      ) : (
        <div className={classes.loading}>
          <Skeletons count={6} />
        </div>
      )}
    </section>
  )
}

function Missing() {
  const { t } = useTranslation('inbox')
  return (
    <div className={classes.missing}>
      <EmptyState
        icon={IconMessageOff}
        title={t('thread.missing')}
        action={
          <Button variant="default" renderRoot={(props) => <Link to="/atendimentos" search={true as never} {...props} />}>
            {t('thread.backToList')}
          </Button>
        }
      >
        {t('thread.missingHint')}
      </EmptyState>
    </div>
  )
}

function Opened({ conversation, onContact }: { conversation: Conversation; onContact?: () => void }) {
  const queries = useQueryClient()
  const { id, status, returned } = conversation
  const works = useWorksConversations()
  useReading(conversation, works)
  const composing = useComposingOf(id)
  const writes = works && status !== 'closed'
  const open = writes && sendingWindow(conversation.window_until, Date.now()).state === 'open'
  return (
    <ComposingProvider value={open ? composing : undefined}>
      <ThreadHeader conversation={conversation} {...(onContact ? { onContact } : {})} />
      {returned && works && <ReturnedBanner conversation={conversation} />}
      <DropZone onFiles={open ? (files) => void composing.add(files) : undefined}>
        <MessageLog conversation={conversation} />
        {status === 'closed' ? (
          <ClosedBar conversation={conversation} />
        ) : works ? (
          <>
            <WindowBanner until={conversation.window_until} />
            <Composer conversation={conversation} composing={composing} onWrite={(written) => void write(queries, id, written)} />
          </>
        ) : null}
      </DropZone>
    </ComposingProvider>
  )
}

/** What is on screen is read: once for every message that arrives while somebody looks. */
function useReading({ id, unread, last_message }: Conversation, works: boolean): void {
  const { mutate } = useMarkRead()
  const told = useRef('')
  useEffect(() => {
    const read = () => {
      const what = `${id} ${last_message.at}`
      if (!works || unread === 0 || document.visibilityState !== 'visible' || told.current === what) return
      told.current = what
      mutate(id)
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [id, unread, last_message.at, works, mutate])
}
