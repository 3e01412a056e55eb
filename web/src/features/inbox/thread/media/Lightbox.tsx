import '@/controls.css'
import { useEffect, useState } from 'react'
import { ActionIcon, Modal } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDownload, IconX, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { messagesKey, type Message } from '@/api/messages'
import type { Page } from '@/api/queries'
import { useFormat } from '@/format'
import { ownAddress } from './address'
import classes from './Lightbox.module.css'

/** The pictures of the thread that have been read, the oldest first. */
function usePictures(): readonly Message[] {
  const queries = useQueryClient()
  const { id } = useParams({ strict: false }) as { id?: string }
  const thread = queries.getQueryData<InfiniteData<Page<Message>>>(messagesKey(id ?? ''))
  const all = thread?.pages.flatMap((page) => page.items) ?? []
  return all.filter(({ kind, media }) => kind === 'image' && media?.state === 'ready' && ownAddress(media.url) !== undefined).reverse()
}

/** A picture as large as the window allows; arrows walk through the others of the thread. */
export default function Lightbox({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(['thread', 'common'])
  const format = useFormat()
  const pictures = usePictures()
  const [shown, setShown] = useState(id)
  const [whole, setWhole] = useState(true)
  const place = pictures.findIndex(({ media }) => media?.id === shown)
  const message = pictures[place]
  const step = (by: -1 | 1) => {
    const next = pictures[place + by]?.media?.id
    if (next === undefined) return
    setShown(next)
    setWhole(true)
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'ArrowLeft') step(-1)
      if (event.key === 'ArrowRight') step(1)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  })
  const address = ownAddress(message?.media?.url)
  if (!message || address === undefined) return null
  const name = message.media?.file_name ?? t('media.picture')
  return (
    <Modal.Root opened onClose={onClose} fullScreen transitionProps={{ duration: 100 }} padding={0}>
      <Modal.Content className={classes.content}>
        <Modal.Body className={classes.body}>
          <div className={classes.top}>
            <div className={classes.words} aria-live="polite">
              <Modal.Title className={classes.title}>{t(message.direction === 'in' ? 'media.received' : 'media.sent', { when: format.dateTime(message.sent_at) })}</Modal.Title>
              {pictures.length > 1 && <span>{t('media.place', { place: place + 1, count: pictures.length })}</span>}
            </div>
            <ActionIcon aria-label={t(whole ? 'media.zoomIn' : 'media.zoomOut')} aria-pressed={!whole} className={classes.button} onClick={() => setWhole(!whole)}>
              {whole ? <IconZoomIn size={21} aria-hidden /> : <IconZoomOut size={21} aria-hidden />}
            </ActionIcon>
            <ActionIcon component="a" href={address} download={name} aria-label={t('media.download', { name })} className={classes.button}>
              <IconDownload size={21} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={t('common:actions.close')} className={classes.button} onClick={onClose} data-autofocus>
              <IconX size={21} aria-hidden />
            </ActionIcon>
          </div>
          {/* A click beside the picture closes; the same is done by Escape. */}
          <div className={classes.stage} data-whole={whole || undefined} onClick={(event) => event.target === event.currentTarget && onClose()} {...(whole ? {} : { tabIndex: 0 })}>
            <img src={address} alt={message.text ?? t('media.picture')} onDoubleClick={() => setWhole(!whole)} />
          </div>
          {place > 0 && (
            <ActionIcon aria-label={t('media.previous')} className={`${classes.button} ${classes.side}`} data-side="left" onClick={() => step(-1)}>
              <IconChevronLeft size={26} aria-hidden />
            </ActionIcon>
          )}
          {place < pictures.length - 1 && (
            <ActionIcon aria-label={t('media.next')} className={`${classes.button} ${classes.side}`} data-side="right" onClick={() => step(1)}>
              <IconChevronRight size={26} aria-hidden />
            </ActionIcon>
          )}
          {message.text && <p className={classes.caption}>{message.text}</p>}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
