import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EntryIdentifier } from '@/api/identifiers'
import { OriginChip } from '@/components/Chips'
import { ListLink } from '@/components/ListLink'
import { Card } from '@/components/Page'
import { useFormat } from '@/format'
import { byCampaign, type AdSetGroup, type CampaignGroup, type Counted } from './figures'
import { Money } from './IdentifierTable'
import classes from './grouped.module.css'

interface GroupedProps {
  rows: readonly EntryIdentifier[]
  counted: (row: EntryIdentifier) => Counted
}

/** Identifiers under their campaigns and ad sets; the figures of a campaign are the sums of what stands below it. */
export function Grouped({ rows, counted }: GroupedProps) {
  return byCampaign(rows, counted).map((group) => <CampaignCard key={group.campaign ?? ''} group={group} counted={counted} />)
}

function CampaignCard({ group, counted }: { group: CampaignGroup; counted: GroupedProps['counted'] }) {
  const { t } = useTranslation('identifiers')
  const format = useFormat()
  const sums = [
    t('sum.conversations', { count: group.conversations, number: format.number(group.conversations) }),
    ...(group.won === null ? [] : [t('sum.won', { count: group.won, number: format.number(group.won) })]),
    ...(group.revenue_cents ? [format.money(group.revenue_cents)] : []),
  ]
  return (
    <Card title={group.campaign ?? t('noCampaign')} lead={sums.join(' · ')}>
      {group.ad_sets.map((one) => (
        <AdSet key={one.ad_set ?? ''} group={one} alone={group.ad_sets.length === 1} counted={counted} />
      ))}
    </Card>
  )
}

function AdSet({ group, alone, counted }: { group: AdSetGroup; alone: boolean; counted: GroupedProps['counted'] }) {
  const { t } = useTranslation('identifiers')
  return (
    <div>
      {(group.ad_set !== null || !alone) && <h3 className={classes.adSet}>{group.ad_set ?? t('noAdSet')}</h3>}
      <ul className={classes.rows}>
        {group.rows.map((row) => (
          <li key={row.id}>
            <OriginChip kind={row.kind} framed />
            <Link to="/identificadores/$id" params={{ id: row.id }} className={classes.name}>
              {row.ad ?? row.label}
            </Link>
            <span className={classes.figure}>
              <ListLink query={counted(row).query} value={counted(row).conversations} />
            </span>
            {counted(row).won !== null && (
              <>
                <span className={classes.figure}>
                  <ListLink query={counted(row).query} narrow={{ stage: 'won' }} value={counted(row).won ?? 0} />
                </span>
                <span className={classes.money}>
                  <Money cents={counted(row).revenue_cents} />
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
