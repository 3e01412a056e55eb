import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Card } from '@/components/Page'

/** The rules stand beside the carriers that they are about. */
export function OriginRules() {
  const { t } = useTranslation('settings')
  return (
    <Card title={t('rules.title')} lead={t('rules.lead')}>
      <div>
        <Button component={Link} to="/links/origem" variant="default" rightSection={<IconArrowRight size={16} aria-hidden />}>
          {t('rules.open')}
        </Button>
      </div>
    </Card>
  )
}
