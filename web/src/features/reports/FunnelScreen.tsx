import '@/controls.css'
import { useQuery } from '@tanstack/react-query'
import { funnelQuery } from '@/api/reports'
import { Loaded, Skeletons } from '@/components/States'
import { EmptyReport } from './EmptyReport'
import { FunnelCard } from './FunnelCard'
import { FunnelTableCard } from './FunnelTableCard'
import { OutcomeSplit } from './OutcomeSplit'
import { ReportsPage } from './ReportsPage'
import { useReportAddress } from './useReportAddress'
import classes from './reports.module.css'

/** From the click to the sale, in total and by any grouping. */
export default function FunnelScreen() {
  const { filters } = useReportAddress()
  const query = useQuery(funnelQuery(filters, 'kind'))
  return (
    <ReportsPage>
      <Loaded query={query} skeleton={<Skeletons shape="chart" count={2} />}>
        {(report) =>
          report.totals.conversations === 0 && !report.totals.clicks ? (
            <EmptyReport />
          ) : (
            <div className={classes.report} data-stale={query.isPlaceholderData || undefined}>
              <div className={classes.halves}>
                <FunnelCard report={report} />
                <OutcomeSplit row={report.totals} />
              </div>
              <FunnelTableCard />
            </div>
          )
        }
      </Loaded>
    </ReportsPage>
  )
}
