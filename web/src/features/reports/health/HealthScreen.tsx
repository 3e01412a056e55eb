import '@/controls.css'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCircleX, IconHeartbeat, IconMinus, IconRefresh, IconShieldCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { trackingHealthQuery, type TrackingHealth } from '@/api/tracking'
import { Card } from '@/components/Page'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { ReportsFrame } from '../ReportsFrame'
import { CheckCard } from './CheckCard'
import { CoverageCard } from './CoverageCard'
import { groupsOf, isEmpty, type CheckGroup } from './findings'
import classes from './health.module.css'

const waiting = (
  <>
    <Skeletons shape="cards" count={2} />
    <Skeletons shape="chart" />
  </>
)

/** *Saúde do rastreamento*: what stopped measuring comes first, what is fine stands quietly below. */
export default function HealthScreen() {
  const { t } = useTranslation('tracking')
  const query = useQuery(trackingHealthQuery)
  return (
    <ReportsFrame
      lead={t('lead')}
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={17} stroke={1.75} aria-hidden />}
          loading={query.isFetching && query.data !== undefined}
          onClick={() => void query.refetch()}
        >
          {t('checkNow')}
        </Button>
      }
    >
      <Loaded query={query} skeleton={waiting}>
        {(health) => (isEmpty(health) ? <NothingYet /> : <Report health={health} />)}
      </Loaded>
    </ReportsFrame>
  )
}

function NothingYet() {
  const { t } = useTranslation('tracking')
  return (
    <Card>
      <EmptyState
        icon={IconHeartbeat}
        title={t('empty.title')}
        action={
          <Button component={Link} to="/links" search={{ new: 'true' } as never}>
            {t('empty.action')}
          </Button>
        }
      >
        {t('empty.text')}
      </EmptyState>
    </Card>
  )
}

function Report({ health }: { health: TrackingHealth }) {
  const groups = groupsOf(health.items)
  const of = (state: CheckGroup['state']) => groups.filter((group) => group.state === state)
  return (
    <div className={classes.report}>
      <Summary health={health} problems={of('problem').length} warnings={of('warning').length} />
      <Alarming state="problem" groups={of('problem')} />
      <Alarming state="warning" groups={of('warning')} />
      <CoverageCard health={health} />
      <div className={classes.quietGroups}>
        <Quiet state="ok" groups={of('ok')} />
        <Quiet state="unknown" groups={of('unknown')} />
      </div>
    </div>
  )
}

function Summary({ health, problems, warnings }: { health: TrackingHealth; problems: number; warnings: number }) {
  const { t } = useTranslation('tracking')
  const format = useFormat()
  const alarms = problems + warnings > 0
  const state = problems > 0 ? 'problem' : warnings > 0 ? 'warning' : 'ok'
  const Symbol = { problem: IconCircleX, warning: IconAlertTriangle, ok: IconShieldCheck }[state]
  const words = { problems: t('summary.problems', { count: problems }), warnings: t('summary.warnings', { count: warnings }) }
  const title = problems > 0 && warnings > 0 ? t('summary.both', words) : problems > 0 ? words.problems : words.warnings
  return (
    <section className={classes.summary} data-state={state} role="status">
      <span className={classes.sign} aria-hidden>
        <Symbol size={26} stroke={1.6} />
      </span>
      <div>
        <p className={classes.summaryTitle}>{alarms ? title : t('summary.fine')}</p>
        <p className={classes.quiet}>
          {t(alarms ? 'summary.toSee' : 'summary.fineHint')} {t('checkedAt', { time: format.time(health.checked_at) })}
        </p>
      </div>
    </section>
  )
}

function Alarming({ state, groups }: { state: 'problem' | 'warning'; groups: readonly CheckGroup[] }) {
  const { t } = useTranslation('tracking')
  if (groups.length === 0) return null
  return (
    <section className={classes.group} aria-labelledby={`group-${state}`}>
      <h2 className={classes.groupTitle} id={`group-${state}`}>
        {t(`group.${state}`)}
      </h2>
      {groups.map((group) => (
        <CheckCard key={group.code} group={group} />
      ))}
    </section>
  )
}

function Quiet({ state, groups }: { state: 'ok' | 'unknown'; groups: readonly CheckGroup[] }) {
  const { t } = useTranslation('tracking')
  const Symbol = state === 'ok' ? IconCheck : IconMinus
  if (groups.length === 0) return null
  return (
    <Card title={t(`group.${state}`)}>
      <ul className={classes.quietList} data-state={state}>
        {groups.map(({ code }) => (
          <li key={code}>
            <Symbol size={17} stroke={2} aria-hidden />
            {t(state === 'ok' ? `check.${code}.fine` : `check.${code}.title`)}
          </li>
        ))}
      </ul>
    </Card>
  )
}
