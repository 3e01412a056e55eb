import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useReopen } from '@/api/conversationCommands'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { ReopenButton } from './ReopenButton'
import classes from './thread.module.css'

/** The contact wrote again after the closing: go on, or leave it closed. */
export function ReturnedBanner({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('inbox')
  const reopen = useReopen(conversation.id)
  const problemText = useProblemText()
  const dismiss = () =>
    reopen.mutate(
      { dismiss: true, version: conversation.version },
      { onError: (error) => toast.error(problemText(error)), onSuccess: () => toast.success(t('returned.dismissed')) },
    )
  return (
    <div className={classes.returned} role="status">
      <IconArrowBackUp size={20} stroke={1.75} aria-hidden />
      <p>
        <strong>{t('returned.badge')}.</strong> {t('returned.text')}
      </p>
      <div className={classes.bannerActions}>
        <ReopenButton conversation={conversation} size="sm" />
        <Button size="sm" variant="subtle" loading={reopen.isPending} onClick={dismiss}>
          {t('returned.dismiss')}
        </Button>
      </div>
    </div>
  )
}
