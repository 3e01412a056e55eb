import { useTranslation } from 'react-i18next'
import { Page } from '@/components/Page'
import { Skeletons } from '@/components/States'

export default function ReportsScreen() {
  const { t } = useTranslation('reports')
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Skeletons />
    </Page>
  )
}
