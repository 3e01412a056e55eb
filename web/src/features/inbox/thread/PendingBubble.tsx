import { UnstyledButton } from '@mantine/core'
import { IconRefresh, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import { useProblemText } from '@/components/problems'
import { useFormat } from '@/format'
import { discard, retry, type Pending } from '../outbox'
import { ChosenFile } from './compose/ChosenFile'
import { Quote } from './Quote'
import { Ticks } from './Ticks'
import { Words } from './Words'
import classes from './bubble.module.css'
import contents from './contents.module.css'
import sending from './sending.module.css'

/** What was written and is on its way to the server. */
export function PendingBubble({ item, conversationId }: { item: Pending; conversationId: string }) {
  const { t } = useTranslation(['inbox', 'thread', 'common'])
  const queries = useQueryClient()
  const format = useFormat()
  const problemText = useProblemText()
  const failed = item.state === 'failed'
  const why = () => {
    const aboutFile = asProblem(item.error).errors.some(({ field }) => field === 'body')
    return aboutFile ? t('thread:compose.problem.content') : problemText(item.error)
  }
  const { attachment, replyTo, progress = 0 } = item
  const going = attachment !== undefined && !failed && item.mediaId === undefined
  return (
    <div className={classes.place} data-direction={item.note ? 'internal' : 'out'} data-first data-last>
      <article className={classes.bubble} data-failed={failed || undefined} data-media={attachment !== undefined || undefined} data-pending>
        {replyTo && <Quote quoted={replyTo} />}
        <div className={classes.body}>
          <div className={contents.kinded}>
            {attachment && <ChosenFile attachment={attachment} />}
            {going && (
              <progress className={sending.progress} max={1} value={progress} aria-label={t('thread:compose.uploading', { name: attachment.file.name })} />
            )}
            {item.text !== '' && <Words text={item.text} />}
          </div>
          <span className={classes.meta}>
            {going && <span>{format.percent(progress, 0)}</span>}
            <time dateTime={item.at}>{format.time(item.at)}</time>
            <Ticks status={failed ? 'failed' : 'queued'} />
          </span>
        </div>
      </article>
      {going && (
        <UnstyledButton className={sending.stopUpload} onClick={() => discard(conversationId, item.key)}>
          {t('common:actions.cancel')}
        </UnstyledButton>
      )}
      {failed && (
        <div className={sending.failure} role="alert">
          <span>
            {t('failed.title')}: {why()}
          </span>
          <UnstyledButton className={sending.again} onClick={() => void retry(queries, conversationId, item)}>
            <IconRefresh size={14} aria-hidden />
            {t('common:actions.retry')}
          </UnstyledButton>
          <UnstyledButton className={sending.again} onClick={() => discard(conversationId, item.key)}>
            <IconTrash size={14} aria-hidden />
            {t('failed.discard')}
          </UnstyledButton>
        </div>
      )}
    </div>
  )
}
