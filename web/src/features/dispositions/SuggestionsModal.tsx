import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import type { Disposition } from '@/api/dispositions'
import { SuggestedSet } from './SuggestedSet'

interface SuggestionsModalProps {
  departments: readonly Department[]
  known: readonly Disposition[]
  onClose: () => void
}

export default function SuggestionsModal({ departments, known, onClose }: SuggestionsModalProps) {
  const { t } = useTranslation(['dispositions', 'common'])
  return (
    <Modal opened onClose={onClose} size={720} title={t('suggestions.title')} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <SuggestedSet departments={departments} known={known} onDone={onClose} />
    </Modal>
  )
}
