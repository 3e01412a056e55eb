import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { IconChevronDown, IconDownload, IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRole } from '@/api/session'
import { FilterBar } from './FilterBar'
import { ReportsFrame } from './ReportsFrame'
import { useReportAddress } from './useReportAddress'
import classes from './reports.module.css'

const ExportMenu = lazy(() => import('./ExportMenu'))

/** What the three reports of figures share: the one filter bar, the files. */
export function ReportsPage({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation(['reports', 'common'])
  const mayExport = useRole('admin', 'manager', 'marketing')
  const agent = useRole('agent')
  return (
    <ReportsFrame
      lead={t('lead')}
      actions={mayExport ? <Exports /> : undefined}
      below={
        <>
          <FilterBar />
          {agent && (
            <p className={classes.notice}>
              <IconUser size={18} stroke={1.75} aria-hidden />
              {t('ownOnly')}
            </p>
          )}
        </>
      }
    >
      {children}
    </ReportsFrame>
  )
}

/** One row per conversation, for the filters on screen. The menu is loaded when first pressed. */
function Exports() {
  const { t } = useTranslation('reports')
  const { filters } = useReportAddress()
  const [wanted, setWanted] = useState(false)
  const button = (
    <Button
      variant="default"
      aria-haspopup="menu"
      aria-expanded={false}
      leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
      rightSection={<IconChevronDown size={16} aria-hidden />}
      onClick={() => setWanted(true)}
    >
      {t('export.button')}
    </Button>
  )
  return wanted ? (
    <Suspense fallback={button}>
      <ExportMenu filters={filters} />
    </Suspense>
  ) : (
    button
  )
}
