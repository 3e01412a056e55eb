import { useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconEyeOff, IconPointer } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Click, ClickVerdict } from '@/api/clicks'
import { useLinkClicks } from '@/api/generator'
import type { Link } from '@/api/links'
import { useRole } from '@/api/session'
import { Card } from '@/components/Page'
import { StackedTable } from '@/components/StackedTable'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import { OwnClicks } from './OwnClicks'
import classes from './detail.module.css'

const step = 20
const most = 200
const filters = ['all', 'valid', 'bot', 'prefetch', 'repeat', 'own', 'closed_link'] as const

interface RecentClicksProps {
  link: Link
  verdict: ClickVerdict | undefined
  onVerdict: (verdict: ClickVerdict | undefined) => void
}

/** The newest clicks, those that are not counted too, each with why. */
export function RecentClicks({ link, verdict, onVerdict }: RecentClicksProps) {
  const { t } = useTranslation(['generator', 'common'])
  const { number } = useFormat()
  const mayIgnore = useRole('admin', 'manager', 'marketing')
  const [limit, setLimit] = useState(step)
  const [ignoring, setIgnoring] = useState(false)
  const clicks = useLinkClicks(link.id, verdict, limit)
  const choose = (value: string) => {
    setLimit(step)
    onVerdict(value === 'all' ? undefined : (value as ClickVerdict))
  }
  return (
    <Card
      flush
      title={t('clicks.title')}
      lead={clicks.data?.total === undefined ? t('clicks.lead') : t('clicks.count', { count: clicks.data.total ?? 0, shown: number(clicks.data.total ?? 0) })}
      actions={
        mayIgnore && (
          <Button variant="default" size="sm" leftSection={<IconEyeOff size={16} aria-hidden />} onClick={() => setIgnoring(true)}>
            {t('own.title')}
          </Button>
        )
      }
    >
      <div className={classes.filter}>
        <SegmentedControl
          aria-label={t('clicks.filter')}
          value={verdict ?? 'all'}
          onChange={choose}
          data={filters.map((value) => ({ value, label: t(`clicks.filters.${value}`) }))}
        />
      </div>
      <Loaded query={clicks} skeleton={<Skeletons />}>
        {({ items, next_cursor }) => (
          <>
            <ClickTable items={items} filtered={verdict !== undefined} />
            {next_cursor !== null && limit < most && (
              <div className={classes.more}>
                <Button variant="default" size="sm" loading={clicks.isFetching} onClick={() => setLimit(Math.min(most, limit + 3 * step))}>
                  {t('common:actions.loadMore')}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
      {ignoring && <OwnClicks onClose={() => setIgnoring(false)} />}
    </Card>
  )
}

function Verdict({ click }: { click: Click }) {
  const { t } = useTranslation('generator')
  return (
    <span className={classes.verdict}>
      <Tone tone={click.valid ? 'good' : 'quiet'}>{t(`clicks.verdict.${click.verdict}`)}</Tone>
      {click.matched && <span className={classes.tag}>{t('clicks.matched')}</span>}
    </span>
  )
}

/** What tells most about where a click came from: its campaign, else the id of an ad platform. */
function useTrace() {
  const { t } = useTranslation('generator')
  return ({ parameters }: Click) => {
    const campaign = parameters.utm_campaign ?? parameters.utm_source
    const id = ['gclid', 'gbraid', 'wbraid', 'fbclid', 'ttclid', 'msclkid'].find((name) => parameters[name] !== undefined)
    return campaign ?? (id === undefined ? '—' : t('clicks.has', { name: id }))
  }
}

function ClickTable({ items, filtered }: { items: readonly Click[]; filtered: boolean }) {
  const { t } = useTranslation(['generator', 'common'])
  const { dateTime } = useFormat()
  const trace = useTrace()
  const device = (click: Click) => t(`detail.device.${click.device ?? 'unknown'}`)
  const from = (click: Click) => click.referrer ?? t('detail.direct')
  return (
    <StackedTable
      label={t('clicks.title')}
      rows={items}
      rowKey={(click) => click.id}
      columns={[
        { key: 'at', header: t('clicks.at'), render: (click) => dateTime(click.at) },
        { key: 'verdict', header: t('clicks.verdictColumn'), render: (click) => <Verdict click={click} /> },
        { key: 'device', header: t('clicks.device'), render: device },
        { key: 'referrer', header: t('clicks.referrer'), render: from },
        { key: 'trace', header: t('clicks.trace'), render: trace },
      ]}
      card={(click) => (
        <div className={classes.clickCard}>
          <strong>{dateTime(click.at)}</strong>
          <Verdict click={click} />
          <span className={classes.quiet}>{[device(click), from(click), trace(click)].filter((word) => word !== '—').join(' · ')}</span>
        </div>
      )}
      empty={
        <EmptyState icon={IconPointer} title={filtered ? t('common:states.noResults') : t('clicks.empty')}>
          {filtered ? t('clicks.emptyFilter') : t('clicks.emptyText')}
        </EmptyState>
      }
    />
  )
}
