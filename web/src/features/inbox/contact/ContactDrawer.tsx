import '@/controls.css'
import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ContactContent } from './ContactPanel'

/** The contact over the thread, where there is no room beside it. */
export default function ContactDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(['inbox', 'common'])
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t('contact.label')}
      size={380}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <ContactContent id={id} />
    </Drawer>
  )
}
