import { lazy, Suspense, useState } from 'react'
import { ActionIcon, Button, UnstyledButton } from '@mantine/core'
import {
  IconArrowLeft,
  IconArrowsRightLeft,
  IconCircleCheck,
  IconClipboardText,
  IconHandGrab,
  IconLayoutSidebarRightExpand,
  IconTag,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useAssign } from '@/api/conversationCommands'
import { useMe, useWorksConversations } from '@/api/session'
import { PersonAvatar } from '@/components/Person'
import { useProblemText } from '@/components/problems'
import { useShortcut } from '@/components/shortcuts'
import { toast } from '@/components/toast'
import { useContactName, useNames } from '../names'
import { ReopenButton } from './ReopenButton'
import classes from './thread.module.css'

const ClosingModal = lazy(() => import('../closing/ClosingModal'))
const RecordModal = lazy(() => import('../closing/RecordModal'))
const TransferModal = lazy(() => import('../dialogs/TransferModal'))

type Dialog = 'close' | 'classify' | 'record' | 'transfer'

interface ThreadHeaderProps {
  conversation: Conversation
  onContact?: () => void
}

export function ThreadHeader({ conversation, onContact }: ThreadHeaderProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const nameOf = useContactName()
  const names = useNames()
  const [dialog, setDialog] = useState<Dialog>()
  const { contact, department_id, agent_id, status } = conversation
  const open = status !== 'closed'
  const works = useWorksConversations()
  const close = () => setDialog(undefined)
  useShortcut('Alt+E', t('shortcuts.close'), () => setDialog('close'), { enabled: open && works })
  useShortcut('Alt+T', t('shortcuts.transfer'), () => setDialog('transfer'), { enabled: open && works })
  const department = names.department(department_id)
  const agent = agent_id === null ? t('thread.noAgent') : names.user(agent_id)
  return (
    <header className={classes.header}>
      <ActionIcon
        className={classes.back}
        aria-label={t('thread.backToList')}
        renderRoot={(props) => <Link to="/atendimentos" search={true as never} {...props} />}
      >
        <IconArrowLeft size={21} aria-hidden />
      </ActionIcon>
      <PersonAvatar name={contact.name ?? '#'} size={42} />
      <div className={classes.who}>
        <h2 className={classes.name}>
          {onContact ? (
            <UnstyledButton className={classes.nameButton} onClick={onContact} aria-haspopup="dialog">
              {nameOf(contact)}
            </UnstyledButton>
          ) : (
            nameOf(contact)
          )}
        </h2>
        <p className={classes.where}>{[department, agent].filter(Boolean).join(' · ')}</p>
      </div>
      <div className={classes.actions}>
        {!works ? null : open ? (
          <OpenActions conversation={conversation} onDialog={setDialog} />
        ) : (
          <ClosedActions conversation={conversation} onDialog={setDialog} />
        )}
        {onContact && (
          <ActionIcon aria-label={t('contact.show')} title={t('contact.show')} onClick={onContact} className={classes.square}>
            <IconLayoutSidebarRightExpand size={20} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <Suspense>
        {(dialog === 'close' || dialog === 'classify') && (
          <ClosingModal conversation={conversation} purpose={dialog} onClose={close} />
        )}
        {dialog === 'record' && (
          <RecordModal conversation={conversation} onClose={close} onCorrect={() => setDialog('classify')} />
        )}
        {dialog === 'transfer' && <TransferModal conversation={conversation} onClose={close} />}
      </Suspense>
    </header>
  )
}

interface ActionsProps {
  conversation: Conversation
  onDialog: (dialog: Dialog) => void
}

function OpenActions({ conversation, onDialog }: ActionsProps) {
  const { t } = useTranslation('inbox')
  const userId = useMe().user_id ?? null
  const assign = useAssign(conversation.id)
  const problemText = useProblemText()
  const { agent_id, version } = conversation
  const take = () =>
    assign.mutate({ user_id: userId, version }, { onError: (error) => toast.error(problemText(error)) })
  return (
    <>
      {agent_id === null && userId !== null && (
        <Button
          variant="default"
          className={classes.action}
          aria-label={t('actions.take')}
          title={t('actions.take')}
          loading={assign.isPending}
          leftSection={<IconHandGrab size={18} stroke={1.75} aria-hidden />}
          onClick={take}
        >
          <span className={classes.label}>{t('actions.take')}</span>
        </Button>
      )}
      <Button
        variant="default"
        className={classes.action}
        aria-label={t('actions.transfer')}
        title={t('actions.transfer')}
        leftSection={<IconArrowsRightLeft size={18} stroke={1.75} aria-hidden />}
        onClick={() => onDialog('transfer')}
      >
        <span className={classes.label}>{t('actions.transfer')}</span>
      </Button>
      <Button
        className={classes.main}
        leftSection={<IconCircleCheck size={18} stroke={1.75} aria-hidden />}
        onClick={() => onDialog('close')}
      >
        {t('actions.close')}
      </Button>
    </>
  )
}

/** One without a disposition is classified by anybody of the department; a given one is corrected by leaders. */
function ClosedActions({ conversation, onDialog }: ActionsProps) {
  const { t } = useTranslation('inbox')
  const unclassified = conversation.closing?.disposition_id == null
  return (
    <>
      {unclassified && (
        <Button
          className={classes.main}
          leftSection={<IconTag size={18} stroke={1.75} aria-hidden />}
          onClick={() => onDialog('classify')}
        >
          {t('actions.classify')}
        </Button>
      )}
      <Button
        variant="default"
        className={classes.action}
        aria-label={t('actions.record')}
        title={t('actions.record')}
        leftSection={<IconClipboardText size={18} stroke={1.75} aria-hidden />}
        onClick={() => onDialog('record')}
      >
        <span className={classes.label}>{t('actions.record')}</span>
      </Button>
      {!conversation.returned && (
        <ReopenButton conversation={conversation} className={classes.action} labelClass={classes.label} />
      )}
    </>
  )
}
