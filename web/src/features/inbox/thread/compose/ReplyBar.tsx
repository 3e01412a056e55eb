import { ActionIcon } from '@mantine/core'
import { IconArrowBackUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Quoted } from '@/api/messages'
import { QuoteWords } from '../Quote'
import classes from './compose.module.css'

/** Above the field: which message is being answered. */
export function ReplyBar({ quoted, onCancel }: { quoted: Quoted; onCancel: () => void }) {
  const { t } = useTranslation('thread')
  return (
    <div className={classes.replyBar} role="group" aria-label={t('reply.answering')} data-direction={quoted.direction}>
      <IconArrowBackUp size={18} stroke={1.9} aria-hidden />
      <span className={classes.replyWords}>
        <QuoteWords quoted={quoted} />
      </span>
      <ActionIcon size={34} aria-label={t('reply.cancel')} onClick={onCancel}>
        <IconX size={17} aria-hidden />
      </ActionIcon>
    </div>
  )
}
