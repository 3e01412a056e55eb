import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import type { Attachment } from '../../attachments'
import { AudioPlayer } from '../media/AudioPlayer'
import { formatBytes } from '../media/bytes'
import { extensionOf, fileSign } from '../media/FileTile'
import classes from '../media/media.module.css'

/** A file of this computer as it will stand in the thread. */
export function ChosenFile({ attachment }: { attachment: Attachment }) {
  const { t } = useTranslation('thread')
  const { locale } = useFormat()
  const { file, kind, preview, voice } = attachment
  if (preview !== undefined && kind === 'image') {
    return <img className={classes.chosenPicture} src={preview} alt={file.name} />
  }
  if (preview !== undefined && kind === 'video') {
    return <video className={classes.video} controls preload="metadata" src={preview} aria-label={t('media.video')} />
  }
  if (preview !== undefined && kind === 'audio') return <AudioPlayer address={preview} seconds={null} voice={voice} own />
  const Symbol = fileSign(file.type)
  return (
    <span className={classes.file}>
      <span className={classes.fileSign} aria-hidden>
        <Symbol size={24} stroke={1.6} />
      </span>
      <span className={classes.fileWords}>
        <span className={classes.fileName}>{file.name}</span>
        <span className={classes.size}>{[extensionOf(file.name), formatBytes(file.size, locale)].filter(Boolean).join(' · ')}</span>
      </span>
    </span>
  )
}
