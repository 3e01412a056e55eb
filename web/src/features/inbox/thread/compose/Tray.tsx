import { ActionIcon } from '@mantine/core'
import { IconAlertCircle, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import { mostMegabytes, type Attachment } from '../../attachments'
import { AudioPlayer } from '../media/AudioPlayer'
import { formatBytes } from '../media/bytes'
import { extensionOf, fileSign } from '../media/FileTile'
import classes from './compose.module.css'

interface TrayProps {
  attachments: readonly Attachment[]
  onRemove: (key: string) => void
}

/** What will be sent, seen before it is: each can still be taken away. */
export function Tray({ attachments, onRemove }: TrayProps) {
  const { t } = useTranslation('thread')
  return (
    <ul className={classes.tray} aria-label={t('compose.attached')}>
      {attachments.map((attachment) => (
        <Item key={attachment.key} attachment={attachment} onRemove={() => onRemove(attachment.key)} />
      ))}
    </ul>
  )
}

function Item({ attachment, onRemove }: { attachment: Attachment; onRemove: () => void }) {
  const { t } = useTranslation('thread')
  const { locale } = useFormat()
  const { file, kind, preview, problem } = attachment
  const Symbol = fileSign(file.type)
  const facts = [kind === 'document' ? extensionOf(file.name) : t(`compose.kind.${kind}`), formatBytes(file.size, locale)]
  const heard = kind === 'audio' && preview !== undefined
  return (
    <li className={classes.item} data-problem={problem} data-kind={kind}>
      {heard ? (
        <AudioPlayer address={preview} seconds={null} voice={attachment.voice} own />
      ) : (
        <>
          {kind === 'image' && preview !== undefined ? (
            <img className={classes.thumb} src={preview} alt="" />
          ) : kind === 'video' && preview !== undefined ? (
            <video className={classes.thumb} src={preview} preload="metadata" muted aria-hidden />
          ) : (
            <span className={classes.thumb} aria-hidden>
              {problem === undefined ? <Symbol size={24} stroke={1.6} /> : <IconAlertCircle size={24} stroke={1.6} />}
            </span>
          )}
          <span className={classes.itemWords}>
            <strong>{file.name}</strong>
            <span role={problem === undefined ? undefined : 'alert'}>
              {problem === undefined
                ? facts.filter(Boolean).join(' · ')
                : t(`compose.problem.${problem}`, { size: formatBytes(file.size, locale), most: mostMegabytes(kind), kind: t(`compose.kind.${kind}`) })}
            </span>
          </span>
        </>
      )}
      <ActionIcon size={34} className={classes.remove} aria-label={t('compose.remove', { name: file.name })} onClick={onRemove}>
        <IconX size={17} aria-hidden />
      </ActionIcon>
    </li>
  )
}
