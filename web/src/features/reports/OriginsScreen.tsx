import '@/controls.css'
import { useQuery } from '@tanstack/react-query'
import { funnelQuery } from '@/api/reports'
import { Loaded, Skeletons } from '@/components/States'
import { EmptyReport } from './EmptyReport'
import { KindShare } from './KindShare'
import { OriginFlow } from './OriginFlow'
import { Ranking } from './Ranking'
import { ReportsPage } from './ReportsPage'
import { useReportAddress } from './useReportAddress'
import classes from './reports.module.css'

/** Which origins bring conversations, and what comes of them. */
export default function OriginsScreen() {
  const { filters } = useReportAddress()
  const query = useQuery(funnelQuery(filters, 'kind'))
  return (
    <ReportsPage>
      <Loaded query={query} skeleton={<Skeletons shape="chart" count={2} />}>
        {(report) =>
          report.totals.conversations === 0 ? (
            <EmptyReport />
          ) : (
            <div className={classes.report} data-stale={query.isPlaceholderData || undefined}>
              <div className={classes.halves}>
                <KindShare report={report} />
                <OriginFlow report={report} />
              </div>
              <Ranking />
            </div>
          )
        }
      </Loaded>
    </ReportsPage>
  )
}
