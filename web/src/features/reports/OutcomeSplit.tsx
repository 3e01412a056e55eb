import { useTranslation } from 'react-i18next'
import type { FunnelRow } from '@/api/reports'
import { Card } from '@/components/Page'
import { useFormat } from '@/format'
import { stageColor } from './colors'
import { outcomeParts } from './figures'
import { ListLink } from './ListLink'
import { StackedBar } from './StackedBar'
import classes from './reports.module.css'

/** What came of every conversation: parts that sum to the total, none left out. */
export function OutcomeSplit({ row }: { row: FunnelRow }) {
  const { t } = useTranslation(['reports', 'common'])
  const format = useFormat()
  const parts = outcomeParts(row)
  const label = (stage: (typeof parts)[number]['stage']) => t(`common:outcome.${stage}`)
  return (
    <Card title={t('split.title')} lead={t('split.lead')}>
      <StackedBar
        tall
        parts={parts.map(({ stage, conversations }) => ({
          key: stage,
          label: `${label(stage)}: ${format.number(conversations)}`,
          value: conversations,
          color: stageColor(stage),
        }))}
      />
      <table className={classes.split}>
        <caption className={classes.hidden}>{t('split.title')}</caption>
        <thead className={classes.hidden}>
          <tr>
            <th scope="col">{t('split.outcome')}</th>
            <th scope="col">{t('figure.conversations')}</th>
            <th scope="col">{t('split.share')}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ stage, conversations, narrow }) => (
            <tr key={stage}>
              <th scope="row">
                <span className={classes.swatch} style={{ background: stageColor(stage) }} aria-hidden />
                {label(stage)}
              </th>
              <td>
                <ListLink query={row.conversations_query} narrow={narrow} value={conversations} />
              </td>
              <td className={classes.muted}>{row.conversations === 0 ? '—' : format.percent(conversations / row.conversations, 1)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('common:table.totals')}</th>
            <td>
              <ListLink query={row.conversations_query} value={row.conversations} />
            </td>
            <td>{row.conversations === 0 ? '—' : format.percent(1)}</td>
          </tr>
        </tfoot>
      </table>
    </Card>
  )
}
