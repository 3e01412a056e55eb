import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconExternalLink, IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Conversation, Entry } from '@/api/conversations'
import { useRole } from '@/api/session'
import { OriginChip, originColor, useOriginName } from '@/components/Chips'
import { CopyButton } from '@/components/CopyButton'
import { useFormat } from '@/format'
import { safeAddress, shortAddress } from '../address'
import { certainty, methodOf } from './certainty'
import classes from './contact.module.css'

const OriginModal = lazy(() => import('../dialogs/OriginModal'))

/** Where the conversation came from, as a link, and how that is known. */
export function OriginCard({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('inbox')
  const mayChange = useRole('admin', 'manager')
  const [changing, setChanging] = useState(false)
  const { entry, started_by } = conversation
  return (
    <section className={classes.origin} style={{ '--tone': originColor(entry.kind) } as React.CSSProperties}>
      <div className={classes.originHead}>
        <h3 className={classes.heading}>{t('origin.title')}</h3>
        {hasName(entry) && <OriginChip kind={entry.kind} framed />}
      </div>
      <Label entry={entry} ours={started_by === 'company'} />
      {entry.inherited_from && <Inherited entry={entry} />}
      <Traits entry={entry} />
      {started_by === 'contact' && <HowKnown entry={entry} />}
      {mayChange && (
        <Button
          variant="subtle"
          size="sm"
          className={classes.change}
          leftSection={<IconPencil size={15} stroke={1.75} aria-hidden />}
          onClick={() => setChanging(true)}
        >
          {t('origin.change')}
        </Button>
      )}
      {changing && (
        <Suspense>
          <OriginModal conversation={conversation} onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </section>
  )
}

/** Without a name of its own the kind stands in its place, and need not stand beside it. */
const hasName = ({ kind, label, unidentified, short_url, source_url }: Entry) =>
  kind !== 'return' && (unidentified || label !== null || short_url !== null || source_url !== null)

/** The identifier itself: a link wherever it has an address. */
function Label({ entry, ours }: { entry: Entry; ours: boolean }) {
  const { t } = useTranslation('inbox')
  const originName = useOriginName()
  const { kind, label, unidentified, source_url, short_url } = entry
  const address = short_url ?? source_url
  const href = safeAddress(address)
  if (ours) return <p className={classes.label}>{t('origin.startedByUs')}</p>
  if (unidentified) {
    return (
      <p className={classes.label}>
        <IconAlertTriangle size={16} stroke={1.9} aria-hidden className={classes.doubt} /> {originName(kind, true)}
      </p>
    )
  }
  if (!hasName(entry) || (label === null && !href)) return <p className={classes.label}>{originName(kind)}</p>
  return (
    <>
      <p className={classes.label}>
        {href ? (
          <a href={href} target="_blank" rel="noopener noreferrer">
            {label ?? shortAddress(href)}
            {'\u00a0'}
            <IconExternalLink size={15} aria-hidden />
          </a>
        ) : (
          label
        )}
      </p>
      {href && label !== null && (
        <p className={classes.address}>
          <span title={href}>{shortAddress(href)}</span>
          <CopyButton compact value={href} label={t('origin.copyLink')} />
        </p>
      )}
    </>
  )
}

/** A customer who came back keeps the last origin in sight, marked as inherited. */
function Inherited({ entry }: { entry: Entry }) {
  const { t } = useTranslation('inbox')
  const originName = useOriginName()
  const { inherited_from: from } = entry
  if (!from) return null
  return (
    <p className={classes.inherited}>
      {t('origin.lastKnown')}{' '}
      <Link to="/atendimentos/$id" params={{ id: from.conversation_id }} search={true as never}>
        {from.label ?? originName(from.kind)}
      </Link>
    </p>
  )
}

function Traits({ entry }: { entry: Entry }) {
  const { t } = useTranslation('inbox')
  const { campaign, site, headline, source_id, ctwa_clid, label } = entry
  const rows: [string, React.ReactNode][] = []
  if (campaign) rows.push([t('origin.campaign'), campaign])
  if (site) rows.push([t('origin.site'), site])
  if (headline && headline !== label) rows.push([t('origin.headline'), headline])
  if (source_id) rows.push([entry.kind === 'product' ? t('origin.productId') : t('origin.sourceId'), <Code key="id" value={source_id} name={t('origin.copyId')} />])
  if (ctwa_clid) rows.push(['ctwa_clid', <Code key="clid" value={ctwa_clid} name={t('origin.copyClid')} />])
  if (rows.length === 0) return null
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const shown = 14

/** A long id, abbreviated to its ends, with the whole of it to copy. */
function Code({ value, name }: { value: string; name: string }) {
  const text = value.length > shown + 2 ? `${value.slice(0, 8)}…${value.slice(-5)}` : value
  return (
    <>
      <code className={classes.code} title={value}>
        {text}
      </code>
      <CopyButton compact value={value} label={name} />
    </>
  )
}

function HowKnown({ entry }: { entry: Entry }) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const { confidence, explanation, method } = entry
  const known = method !== 'none'
  const level = certainty(confidence)
  return (
    <div className={classes.how}>
      <h4 className={classes.howTitle}>{t('origin.howKnown')}</h4>
      <p className={classes.method}>{t(`method.${methodOf(method)}`)}</p>
      {explanation !== '' && <p className={classes.explanation}>{explanation}</p>}
      {known && (
        <div className={classes.confidence}>
          <span className={classes.meter} aria-hidden>
            <span style={{ width: `${Math.round(confidence * 100)}%` }} data-level={level} />
          </span>
          <span>
            {t(`certainty.${level}`)} · {format.percent(confidence, 0)}
          </span>
        </div>
      )}
    </div>
  )
}
