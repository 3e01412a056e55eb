import { useTranslation } from 'react-i18next'
import type { FunnelReport, FunnelRow } from '@/api/reports'
import { entryKinds, originColor, type EntryKind } from '@/components/Chips'
import { Card } from '@/components/Page'
import { useFormat } from '@/format'
import { ListLink } from './ListLink'
import { useKindName } from './useNames'
import { useReportAddress } from './useReportAddress'
import { useWithoutIdentifier } from './useRows'
import classes from './KindShare.module.css'
import shared from './reports.module.css'

// What must never be hidden stands there with zero, too.
const always: ReadonlySet<EntryKind> = new Set<EntryKind>(['ad', 'link', 'none'])

/** Entries by kind. Returning customers are counted apart; what is unknown is never hidden. */
export function KindShare({ report: { rows, totals } }: { report: FunnelReport }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const { filters } = useReportAddress()
  const apart = useWithoutIdentifier(filters).data?.rows ?? []
  const row = (kind: EntryKind) => rows.find((one) => one.key === kind)
  const returns = row('return')
  const entries = totals.conversations - (returns?.conversations ?? 0)
  const largest = Math.max(1, ...rows.filter((one) => one.key !== 'return').map((one) => one.conversations))
  const kinds = entryKinds
    .filter((kind) => kind !== 'return' && kind !== 'none' && (row(kind) !== undefined || always.has(kind)))
    .sort((a, b) => (row(b)?.conversations ?? 0) - (row(a)?.conversations ?? 0))
  return (
    <Card title={t('kinds.title')} lead={t('kinds.lead', { total: format.number(entries) })}>
      <ul className={classes.kinds}>
        {[...kinds, 'none' as const].map((kind) => (
          <KindLine
            key={kind}
            kind={kind}
            row={row(kind)}
            entries={entries}
            largest={largest}
            unidentified={apart.find((one) => one.key === kind)}
          />
        ))}
      </ul>
      {filters.origin_view === undefined ? (
        <p className={classes.apart}>
          <span className={shared.dot} style={{ background: originColor('return') }} aria-hidden />
          <span>{t('kinds.returns')}</span>
          <ListLink query={returns?.conversations_query ?? ''} value={returns?.conversations ?? 0} />
        </p>
      ) : (
        <p className={classes.apart}>{t('view.returns')}</p>
      )}
    </Card>
  )
}

interface KindLineProps {
  kind: EntryKind
  row: FunnelRow | undefined
  entries: number
  largest: number
  unidentified: FunnelRow | undefined
}

function KindLine({ kind, row, entries, largest, unidentified }: KindLineProps) {
  const format = useFormat()
  const name = useKindName()
  const conversations = row?.conversations ?? 0
  const toldApart = kind === 'ad' || kind === 'link'
  return (
    <li>
      <span className={classes.kindName}>
        <span className={shared.dot} style={{ background: originColor(kind) }} aria-hidden />
        {name(kind)}
      </span>
      <span className={classes.kindFigure}>
        <ListLink query={row?.conversations_query ?? ''} value={conversations} />
        <span className={classes.kindShare}>{entries === 0 ? '—' : format.percent(conversations / entries)}</span>
      </span>
      <span className={classes.kindTrack} aria-hidden>
        <span style={{ width: `${(conversations / largest) * 100}%`, background: originColor(kind) }} />
      </span>
      {toldApart && (
        <span className={classes.kindApart}>
          {name(kind, true)} <ListLink query={unidentified?.conversations_query ?? ''} value={unidentified?.conversations ?? 0} />
        </span>
      )}
    </li>
  )
}
