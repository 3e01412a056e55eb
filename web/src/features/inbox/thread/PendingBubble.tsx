import { UnstyledButton } from '@mantine/core'
import { IconRefresh, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '@/components/problems'
import { useFormat } from '@/format'
import { discard, retry, type Pending } from '../outbox'
import { Ticks } from './Ticks'
import { Words } from './Words'
import classes from './bubble.module.css'

/** What was written and is on its way to the server. */
export function PendingBubble({ item, conversationId }: { item: Pending; conversationId: string }) {
  const { t } = useTranslation(['inbox', 'common'])
  const queries = useQueryClient()
  const format = useFormat()
  const problemText = useProblemText()
  const failed = item.state === 'failed'
  return (
    <div className={classes.place} data-direction={item.note ? 'internal' : 'out'} data-first data-last>
      <article className={classes.bubble} data-failed={failed || undefined} data-pending>
        <div className={classes.body}>
          <Words text={item.text} />
          <span className={classes.meta}>
            <time dateTime={item.at}>{format.time(item.at)}</time>
            <Ticks status={failed ? 'failed' : 'queued'} />
          </span>
        </div>
      </article>
      {failed && (
        <div className={classes.failure} role="alert">
          <span>
            {t('failed.title')}: {problemText(item.error)}
          </span>
          <UnstyledButton className={classes.again} onClick={() => void retry(queries, conversationId, item)}>
            <IconRefresh size={14} aria-hidden />
            {t('common:actions.retry')}
          </UnstyledButton>
          <UnstyledButton className={classes.again} onClick={() => discard(conversationId, item.key)}>
            <IconTrash size={14} aria-hidden />
            {t('failed.discard')}
          </UnstyledButton>
        </div>
      )}
    </div>
  )
}
