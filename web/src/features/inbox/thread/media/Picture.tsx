import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Media } from '@/api/media'
import { ownAddress } from './address'
import { NoMedia } from './NoMedia'
import classes from './media.module.css'

const Lightbox = lazy(() => import('./Lightbox'))

interface PictureProps {
  media: Media
  address: string
  /** What the sender wrote below it. */
  text: string | null
}

/** How large it stands in the thread; reserved before it is loaded, so that nothing jumps. */
export function frameOf({ width, height }: Pick<Media, 'width' | 'height'>): { width: number; height: number } {
  const [w, h] = width && height ? [width, height] : [4, 3]
  const scale = Math.min(320 / w, 340 / h)
  return { width: Math.max(150, Math.round(w * scale)), height: Math.max(96, Math.round(h * scale)) }
}

export function Picture({ media, address, text }: PictureProps) {
  const { t } = useTranslation('thread')
  const [open, setOpen] = useState(false)
  const [broken, setBroken] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  // The dialog goes at once with its component and cannot give the focus back itself.
  useEffect(() => {
    if (wasOpen.current && !open) button.current?.focus()
    wasOpen.current = open
  }, [open])
  const frame = frameOf(media)
  if (broken) return <NoMedia media={{ ...media, state: 'failed' }} kind="image" />
  return (
    <>
      <UnstyledButton
        ref={button}
        className={classes.picture}
        style={{ width: frame.width, aspectRatio: `${frame.width} / ${frame.height}` }}
        data-picture={media.id}
        aria-label={text ? t('media.openPictureOf', { text: text.slice(0, 80) }) : t('media.openPicture')}
        onClick={() => setOpen(true)}
      >
        <img src={ownAddress(media.thumbnail_url) ?? address} alt="" loading="lazy" decoding="async" onError={() => setBroken(true)} />
      </UnstyledButton>
      {open && (
        <Suspense>
          <Lightbox id={media.id} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
