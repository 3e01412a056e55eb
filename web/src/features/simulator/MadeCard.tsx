import { Button, Loader } from '@mantine/core'
import { IconArrowUpRight, IconInbox } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Made } from '@/api/simulator'
import { OriginChip, OutcomeBadge, originColor, useOriginName, type EntryKind, type Outcome } from '@/components/Chips'
import { useFormat } from '@/format'
import classes from './simulator.module.css'

/** What Nascente made of the message: the origin, how it is known, and where the conversation stands. */
export function MadeCard({ made, waits }: { made: Made | null; waits: boolean }) {
  const { t } = useTranslation('demo')
  return (
    <section className={classes.made} aria-labelledby="made">
      <h2 className={classes.heading} id="made">
        {t('simulator.made.title')}
      </h2>
      <div aria-live="polite">
        {made ? (
          <Understood made={made} />
        ) : (
          <p className={classes.nothing}>
            {waits ? <Loader size={18} /> : <IconInbox size={22} stroke={1.5} aria-hidden />}
            {t(waits ? 'simulator.made.recording' : 'simulator.made.empty')}
          </p>
        )}
      </div>
    </section>
  )
}

function Understood({ made: { conversation, department, agent } }: { made: Made }) {
  const { t } = useTranslation(['demo', 'inbox'])
  const originName = useOriginName()
  const format = useFormat()
  const { entry, closing, protocol, status } = conversation
  const kind = entry.kind as EntryKind
  const name = entry.unidentified || !entry.label ? originName(kind, entry.unidentified) : entry.label
  const facts: [string, React.ReactNode][] = [
    [t('simulator.made.method'), t(`inbox:method.${entry.method}` as 'inbox:method.none')],
    ...(entry.confidence > 0 ? [[t('simulator.made.confidence'), format.percent(entry.confidence)] as [string, string]] : []),
    ...(entry.campaign ? [[t('simulator.made.campaign'), entry.campaign] as [string, string]] : []),
    ...(entry.site ? [[t('simulator.made.site'), entry.site] as [string, string]] : []),
    [t('simulator.made.protocol'), protocol],
    [t('simulator.made.status'), t(`simulator.status.${status}` as 'simulator.status.waiting')],
    ...(department ? [[t('simulator.made.department'), department] as [string, string]] : []),
    ...(agent ? [[t('simulator.made.agent'), agent] as [string, string]] : []),
    ...(closing
      ? [[t('simulator.made.closing'), <OutcomeBadge key="outcome" outcome={(closing.outcome ?? 'unclassified') as Outcome} label={closing.disposition ?? undefined} />] as [string, React.ReactNode]]
      : []),
  ]
  return (
    <div className={classes.understood} style={{ '--tone': originColor(kind) } as React.CSSProperties}>
      <div className={classes.origin}>
        <OriginChip kind={kind} framed />
        <p className={classes.name}>{name}</p>
        <p className={classes.explanation}>{entry.explanation}</p>
      </div>
      <dl className={classes.facts}>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Button
        component="a"
        href={`/atendimentos/${conversation.id}`}
        target="_blank"
        rel="noopener"
        fullWidth
        rightSection={<IconArrowUpRight size={17} stroke={1.75} aria-hidden />}
      >
        {t('simulator.made.open')}
      </Button>
      <p className={classes.note}>{t('simulator.made.login')}</p>
    </div>
  )
}
