import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { Card } from '@/components/Page'
import { SuggestedSet } from './SuggestedSet'
import classes from './dispositions.module.css'

interface StarterSetProps {
  departments: readonly Department[]
  /** For who wants to begin with own words. */
  onOwn: () => void
}

/** A company without dispositions begins with what is usual in its business. */
export function StarterSet({ departments, onOwn }: StarterSetProps) {
  const { t } = useTranslation('dispositions')
  return (
    <Card className={classes.starter} title={t('starter.title')} lead={t('starter.lead')}>
      <SuggestedSet
        departments={departments}
        known={[]}
        onDone={() => undefined}
        secondary={
          <Button variant="default" onClick={onOwn}>
            {t('starter.own')}
          </Button>
        }
      />
    </Card>
  )
}
