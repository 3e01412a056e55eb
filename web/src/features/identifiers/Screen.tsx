import { useTranslation } from 'react-i18next'
import { Page } from '@/components/Page'
import { Skeletons } from '@/components/States'

export default function IdentifiersScreen() {
  const { t } = useTranslation('identifiers')
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Skeletons />
    </Page>
  )
}
