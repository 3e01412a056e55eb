import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useReopen } from '@/api/conversationCommands'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'

interface ReopenButtonProps {
  conversation: Conversation
  className?: string | undefined
  labelClass?: string | undefined
  size?: 'sm' | 'md'
}

export function ReopenButton({ conversation, className, labelClass, size = 'md' }: ReopenButtonProps) {
  const { t } = useTranslation('inbox')
  const reopen = useReopen(conversation.id)
  const problemText = useProblemText()
  const run = () =>
    reopen.mutate({ version: conversation.version }, { onError: (error) => toast.error(problemText(error)) })
  return (
    <Button
      variant="default"
      size={size}
      className={className}
      aria-label={t('actions.reopen')}
      title={t('actions.reopen')}
      loading={reopen.isPending}
      leftSection={<IconArrowBackUp size={18} stroke={1.75} aria-hidden />}
      onClick={run}
    >
      <span className={labelClass}>{t('actions.reopen')}</span>
    </Button>
  )
}
