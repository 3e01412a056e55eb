import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { IdentifierDetail } from '@/api/identifiers'
import { OriginChip } from '@/components/Chips'
import { Card } from '@/components/Page'
import { useFormat } from '@/format'
import { Address } from '../Address'
import classes from './detail.module.css'

/** What it is: kind, key, its link, and the card of an ad or the code of a link. */
export function AboutCard({ identifier }: { identifier: IdentifierDetail }) {
  const { t } = useTranslation('identifiers')
  const format = useFormat()
  const card = identifier.headline !== null || identifier.body !== null || identifier.picture_url !== null
  return (
    <Card title={t('about.title')}>
      {card && <AdCard identifier={identifier} />}
      <dl className={classes.facts}>
        <dt>{t('kind')}</dt>
        <dd>
          <OriginChip kind={identifier.kind} framed />
        </dd>
        <dt>{t('about.key')}</dt>
        <dd className={classes.key}>{identifier.key}</dd>
        {(identifier.short_url ?? identifier.source_url) !== null && (
          <>
            <dt>{t('about.address')}</dt>
            <dd>
              <Address row={identifier} />
            </dd>
          </>
        )}
        {identifier.link_id !== null && (
          <>
            <dt>{t('about.qr')}</dt>
            <dd>
              <img
                className={classes.qr}
                src={`/l/${encodeURIComponent(identifier.key)}/qr.svg?size=256`}
                width={128}
                height={128}
                alt={t('about.qrOf', { label: identifier.label })}
              />
              <Link to="/links/$id" params={{ id: identifier.link_id }}>
                {t('about.openLink')}
              </Link>
            </dd>
          </>
        )}
        <dt>{t('firstSeen')}</dt>
        <dd>{format.date(identifier.created_at)}</dd>
      </dl>
    </Card>
  )
}

/** The card that customers tapped on, as their first message carried it. */
function AdCard({ identifier }: { identifier: IdentifierDetail }) {
  const { t } = useTranslation('identifiers')
  const [broken, setBroken] = useState(false)
  return (
    <figure className={classes.adCard}>
      {identifier.picture_url !== null && !broken && <img src={identifier.picture_url} alt={t('about.picture')} onError={() => setBroken(true)} />}
      <figcaption>
        {identifier.headline !== null && <strong>{identifier.headline}</strong>}
        {identifier.body !== null && <span>{identifier.body}</span>}
      </figcaption>
    </figure>
  )
}
