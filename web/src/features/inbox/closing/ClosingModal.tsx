import '@/controls.css'
import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { closingFormQuery } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import { Loaded, Skeletons } from '@/components/States'
import { ClosingFormBody } from './ClosingFormBody'

interface ClosingModalProps {
  conversation: Conversation
  /** End an open conversation, or say later what came of a closed one. */
  purpose: 'close' | 'classify'
  onClose: () => void
}

export default function ClosingModal({ conversation, purpose, onClose }: ClosingModalProps) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const query = useQuery(closingFormQuery(conversation.id))
  const phone = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  const full = query.data?.full_closing === true
  const correcting = purpose === 'classify' && conversation.closing?.disposition_id != null
  const closing = full ? t('thread:closing.titleFull') : t('thread:closing.title')
  const title = purpose === 'close' ? closing : correcting ? t('thread:closing.correct') : t('thread:closing.classify')
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={full ? 760 : 580}
      fullScreen={phone === true}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Loaded query={query} skeleton={<Skeletons shape="form" count={3} />}>
        {(form) => (
          <ClosingFormBody
            first={form}
            conversation={conversation}
            purpose={purpose}
            correcting={correcting}
            onClose={onClose}
          />
        )}
      </Loaded>
    </Modal>
  )
}
