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
  const name = group.campaign ?? t('noCampaign')
  const sums = [
    t('sum.conversations', { count: group.conversations, number: format.number(group.conversations) }),
    ...(group.won === null ? [] : [t('sum.won', { count: group.won, number: format.number(group.won) })]),
    ...(group.revenue_cents ? [format.money(group.revenue_cents)] : []),
  ]
  return (
    <Card title={name} lead={sums.join(' · ')}>
      <table className={classes.table}>
        <caption className={classes.hidden}>{name}</caption>
        <thead>
          <tr>
            <th scope="col">{t('identifier')}</th>
            <th scope="col">{t('conversations')}</th>
            {group.won !== null && <th scope="col">{t('won')}</th>}
            {group.won !== null && <th scope="col">{t('revenue')}</th>}
          </tr>
        </thead>
        {group.ad_sets.map((one) => (
          <AdSet key={one.ad_set ?? ''} group={one} alone={group.ad_sets.length === 1} counted={counted} />
        ))}
      </table>
    </Card>
  )
}

function AdSet({ group, alone, counted }: { group: AdSetGroup; alone: boolean; counted: GroupedProps['counted'] }) {
  const { t } = useTranslation('identifiers')
  return (
    <tbody>
      {(group.ad_set !== null || !alone) && (
        <tr>
          <th scope="rowgroup" colSpan={4} className={classes.adSet}>
            {group.ad_set ?? t('noAdSet')}
          </th>
        </tr>
      )}
      {group.rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">
            <span className={classes.name}>
              <OriginChip kind={row.kind} framed />
              <Link to="/identificadores/$id" params={{ id: row.id }}>
                {row.ad ?? row.label}
              </Link>
            </span>
          </th>
          <td>
            <ListLink query={counted(row).query} value={counted(row).conversations} />
          </td>
          {counted(row).won !== null && (
            <td>
              <ListLink query={counted(row).query} narrow={{ stage: 'won' }} value={counted(row).won ?? 0} />
            </td>
          )}
          {counted(row).won !== null && (
            <td>
              <Money cents={counted(row).revenue_cents} />
            </td>
          )}
        </tr>
      ))}
    </tbody>
  )
}
