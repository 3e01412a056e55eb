import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { FunnelReport } from '@/api/reports'
import { parseSearch } from '@/app/search'
import { originColor } from '@/components/Chips'
import { Flow } from '@/components/charts/Flow'
import { stageColor } from './colors'
import { outcomeParts } from './figures'
import { useRowName } from './useNames'

/** Origin to result. Every band opens its conversations. */
export function OriginFlow({ report: { rows, totals } }: { report: FunnelReport }) {
  const { t } = useTranslation(['reports', 'common'])
  const navigate = useNavigate()
  const name = useRowName()
  const links = rows.flatMap((row) =>
    outcomeParts(row).map(({ stage, conversations, narrow }) => ({ source: row.key, target: stage as string, value: conversations, query: row.conversations_query, narrow })),
  )
  return (
    <Flow
      title={t('flow.title')}
      lead={t('flow.lead')}
      height={Math.max(400, rows.length * 54)}
      sources={rows.map((row) => ({ key: row.key, label: name('kind', row), color: originColor(row.key) }))}
      targets={outcomeParts(totals).map(({ stage }) => ({ key: stage, label: t(`common:outcome.${stage}`), color: stageColor(stage) }))}
      links={links}
      onOpen={({ source, target }) => {
        const link = links.find((one) => one.source === source && one.target === target)
        if (link) void navigate({ to: '/atendimentos', search: { ...parseSearch(link.query), ...link.narrow } })
      }}
    />
  )
}
