import { useState } from 'react'
import { IconExternalLink, IconPhoto, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Card } from '@/api/messages'
import { safeAddress } from '../address'
import { ownAddress } from './media/address'
import classes from './contents.module.css'

/** The ad or post on the first message. Its picture is shown once we hold it: nothing is fetched from others. */
export function AdCard({ card }: { card: Card }) {
  const { t } = useTranslation('inbox')
  const [broken, setBroken] = useState(false)
  const { source, source_url, headline, body, media_type, media } = card
  const picture = media?.state === 'ready' && !broken ? (ownAddress(media.thumbnail_url) ?? ownAddress(media.url)) : undefined
  const Symbol = media_type === 'video' ? IconPlayerPlay : IconPhoto
  const href = safeAddress(source_url)
  return (
    <div className={classes.card}>
      <span className={classes.picture} aria-hidden>
        {picture !== undefined ? (
          <img src={picture} alt="" loading="lazy" onError={() => setBroken(true)} />
        ) : (
          <Symbol size={26} stroke={1.5} />
        )}
      </span>
      <div className={classes.cardWords}>
        <span className={classes.cardKind}>{t(`card.${source}`)}</span>
        {headline && <strong>{headline}</strong>}
        {body && <span className={classes.cardBody}>{body}</span>}
        {href && (
          <a href={href} target="_blank" rel="noopener noreferrer" className={classes.cardLink}>
            {source === 'post' ? t('card.seePost') : t('card.seeAd')}
            <IconExternalLink size={14} aria-hidden />
          </a>
        )}
      </div>
    </div>
  )
}
