import type { Media } from '@/api/media'
import type { Message } from '@/api/messages'
import { useTranslation } from 'react-i18next'
import { kindOf } from '../../kinds'
import { Details } from '../details'
import { ownAddress } from './address'
import { AudioPlayer } from './AudioPlayer'
import { FileTile } from './FileTile'
import { NoMedia } from './NoMedia'
import { Picture } from './Picture'
import classes from './media.module.css'

/** A file of a message: shown in place when it is here, else why it is not. */
export function MediaContent({ message, media }: { message: Message; media: Media }) {
  const { t } = useTranslation('thread')
  const kind = kindOf(message.kind)
  const address = ownAddress(media.url)
  if (media.state !== 'ready' || address === undefined) return <NoMedia media={media} kind={kind} />
  switch (kind) {
    case 'image':
      return <Picture media={media} address={address} text={message.text} />
    case 'sticker':
      return <img className={classes.sticker} src={address} alt={t('media.sticker')} width={148} height={148} loading="lazy" />
    case 'audio':
      return <AudioPlayer address={address} seconds={media.duration_s} voice={media.voice ?? new Details(message.details).flag('voice')} own={message.direction === 'out'} />
    case 'video':
      return (
        <video
          className={classes.video}
          controls
          preload="metadata"
          src={address}
          poster={ownAddress(media.thumbnail_url)}
          aria-label={t('media.video')}
          style={{ aspectRatio: ratio(media) }}
        />
      )
    default:
      return <FileTile media={media} address={address} />
  }
}

const ratio = ({ width, height }: Media) => (width && height ? `${width} / ${height}` : '16 / 9')
