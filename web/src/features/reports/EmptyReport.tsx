import { Button } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Card } from '@/components/Page'
import { EmptyState } from '@/components/States'
import { activeFilters } from './filters'
import { useReportAddress } from './useReportAddress'

/** A period without conversations: because of the filters, or because nothing came in. */
export function EmptyReport() {
  const { t } = useTranslation(['reports', 'common'])
  const { search, clear } = useReportAddress()
  if (activeFilters(search).length > 0)
    return (
      <Card>
        <EmptyState icon={IconChartBar} title={t('empty.filtered')} action={<Button onClick={clear}>{t('common:actions.clearFilters')}</Button>}>
          {t('empty.filteredHint')}
        </EmptyState>
      </Card>
    )
  return (
    <Card>
      <EmptyState
        icon={IconChartBar}
        title={t('empty.title')}
        action={
          <Button component={Link} to="/links">
            {t('empty.action')}
          </Button>
        }
      >
        {t('empty.hint')}
      </EmptyState>
    </Card>
  )
}
