import { useEffect, useRef } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRole } from '@/api/session'
import { trackingHealthQuery } from '@/api/tracking'
import { Page } from '@/components/Page'
import { alarmedChecks } from './alarms'
import classes from './reports.module.css'

const tabs = [
  { key: 'figures', to: '/relatorios' },
  { key: 'funnel', to: '/relatorios/funil' },
  { key: 'origins', to: '/relatorios/origens' },
  { key: 'health', to: '/relatorios/saude' },
  { key: 'conversions', to: '/relatorios/conversoes' },
] as const
/** Attendants see figures of their own and nothing of how they are measured. */
const notForAgents: ReadonlySet<string> = new Set(['health', 'conversions'])

interface ReportsFrameProps {
  lead: React.ReactNode
  actions?: React.ReactNode
  /** What stands under the tabs. */
  below?: React.ReactNode
  children: React.ReactNode
}

/** Title and tabs of every report. The filters go along from tab to tab. */
export function ReportsFrame({ below, ...page }: ReportsFrameProps) {
  const { t } = useTranslation('reports')
  const search = useSearch({ strict: false })
  const agent = useRole('agent')
  const nav = useRef<HTMLElement>(null)
  // On a phone the tabs are wider than the window.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [])
  return (
    <Page
      title={t('title')}
      {...page}
      below={
        <>
          <nav ref={nav} className={classes.tabs} aria-label={t('tabs.label')}>
            {tabs
              .filter(({ key }) => !agent || !notForAgents.has(key))
              .map(({ key, to }) => (
                <Link
                  key={key}
                  to={to}
                  search={search as never}
                  activeOptions={{ exact: true, includeSearch: false }}
                  className={classes.tab}
                >
                  {t(`tabs.${key}`)}
                  {key === 'health' && <Alarms />}
                </Link>
              ))}
          </nav>
          {below}
        </>
      }
    />
  )
}

/** How many checks of the tracking say that something is wrong. Nothing waits for it. */
function Alarms() {
  const { t } = useTranslation('reports')
  const { data } = useQuery(trackingHealthQuery)
  const count = data === undefined ? 0 : alarmedChecks(data.items)
  if (data === undefined || count === 0) return null
  return (
    <span className={classes.alarms} data-state={data.worst}>
      <span aria-hidden>{count}</span>
      <VisuallyHidden>{t('tabs.alarms', { count })}</VisuallyHidden>
    </span>
  )
}
