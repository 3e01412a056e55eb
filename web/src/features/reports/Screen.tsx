import '@/controls.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { overviewQuery } from '@/api/reports'
import { Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { DailyChart } from './DailyChart'
import { DispositionsCard } from './DispositionsCard'
import { EmptyReport } from './EmptyReport'
import { KpiStrip } from './KpiStrip'
import { ReportsPage } from './ReportsPage'
import { useReportAddress } from './useReportAddress'
import classes from './reports.module.css'

const waiting = (
  <>
    <Skeletons shape="cards" count={4} />
    <Skeletons shape="chart" />
  </>
)

/** Headline figures, their course, and how conversations ended. */
export default function ReportsScreen() {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const { filters } = useReportAddress()
  const query = useQuery(overviewQuery(filters))
  return (
    <ReportsPage>
      <Loaded query={query} skeleton={waiting}>
        {(overview) =>
          overview.totals.conversations === 0 && !overview.totals.clicks ? (
            <EmptyReport />
          ) : (
            <div className={classes.report} data-stale={query.isPlaceholderData || undefined}>
              <p className={classes.compared}>
                {t('change.compared', { from: format.day(overview.previous_from), to: format.day(overview.previous_to) })}
              </p>
              <KpiStrip overview={overview} filters={filters} />
              <DailyChart overview={overview} />
              <DispositionsCard />
            </div>
          )
        }
      </Loaded>
    </ReportsPage>
  )
}
