import { Button } from '@mantine/core'
import { IconArrowBackUp, IconCircleCheck, IconRobot } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useReverseClosing, type Closing } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import { OutcomeBadge } from '@/components/Chips'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import { useWorksConversations } from '@/api/session'
import classes from './thread.module.css'

/** In the place of the composer: how and when it ended. */
export function ClosedBar({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const format = useFormat()
  const works = useWorksConversations()
  const { closing, closed_at } = conversation
  const when = closed_at ?? closing?.closed_at
  const automatic = closing?.mode === 'automatic'
  const Symbol = automatic ? IconRobot : IconCircleCheck
  return (
    <div className={classes.closedBar} data-automatic={automatic || undefined}>
      <Symbol size={19} stroke={1.75} aria-hidden />
      <p>
        {when ? t('closed.at', { when: format.dateTime(when) }) : t('common:status.closed')}
        {closing && automatic && (
          <>
            {' · '}
            <b className={classes.automatic}>{t('common:mode.automatic')}</b> {whose(closing)}
          </>
        )}
        {closing?.closed_by_name && !automatic && ` · ${closing.closed_by_name}`}
      </p>
      <span className={classes.closedWith}>
        <OutcomeBadge outcome={closing?.outcome ?? 'unclassified'} label={closing?.disposition} />
        {closing?.value_cents != null && <b className="tabular">{format.money(closing.value_cents)}</b>}
        {automatic && works && !conversation.returned && <ReverseButton id={conversation.id} />}
      </span>
    </div>
  )

  function whose({ closed_by, closed_by_name }: Closing): string {
    if (closed_by === 'rule' && closed_by_name) return t('thread:closing.byRule', { name: closed_by_name })
    return closed_by_name ?? t(`closedBy.${closed_by}`)
  }
}

/** One click: the conversation is open again, and its rule is told that it was wrong. */
function ReverseButton({ id }: { id: string }) {
  const { t } = useTranslation('thread')
  const reverse = useReverseClosing(id)
  const problemText = useProblemText()
  return (
    <Button
      size="sm"
      variant="default"
      loading={reverse.isPending}
      leftSection={<IconArrowBackUp size={16} stroke={1.9} aria-hidden />}
      // By promises: the bar is gone before the answer comes.
      onClick={() =>
        void reverse.mutateAsync({}).then(
          () => toast.success(t('closing.reversed')),
          (error: unknown) => toast.error(problemText(error)),
        )
      }
    >
      {t('closing.reverse')}
    </Button>
  )
}
