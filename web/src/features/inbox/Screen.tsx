import { lazy, Suspense, useCallback, useRef, useState } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { Skeletons } from '@/components/States'
import { useShortcut } from '@/components/shortcuts'
import { loadTexts } from '@/i18n'
import { ListColumn } from './list/ListColumn'
import { NothingOpen } from './NothingOpen'
import { followerOf, NextConversationProvider, useInboxAddress } from './useOpenConversation'
import classes from './inbox.module.css'

const loadThread = async () => {
  const [loaded] = await Promise.all([import('./thread/Thread'), loadTexts('thread'), loadTexts('refusals')])
  return loaded
}
const Thread = lazy(loadThread)
const ContactPanel = lazy(() => import('./contact/ContactPanel'))
const ContactDrawer = lazy(() => import('./contact/ContactDrawer'))
const StartModal = lazy(() => import('./dialogs/StartModal'))

export default function InboxScreen() {
  const { t } = useTranslation('inbox')
  const { id, open } = useInboxAddress()
  const [starting, setStarting] = useState(false)
  const order = useRef<readonly string[]>([])
  useNextAndPrevious(order, id, open)
  const next = useCallback((of: string) => followerOf(order.current, of), [])
  // The list comes first; whoever moves towards it finds the thread loaded when a row is pressed.
  const expectThread = () => void loadThread()
  return (
    <div
      className={classes.inbox}
      data-open={id !== undefined || undefined}
      onPointerEnter={expectThread}
      onFocus={expectThread}
    >
      <VisuallyHidden component="h1">{t('title')}</VisuallyHidden>
      <ListColumn order={order} onStart={() => setStarting(true)} />
      <NextConversationProvider value={next}>{id === undefined ? <NothingOpen /> : <OpenConversation key={id} id={id} />}</NextConversationProvider>
      {starting && (
        <Suspense>
          <StartModal onClose={() => setStarting(false)} onStarted={open} />
        </Suspense>
      )}
    </div>
  )
}

/** The thread with its contact beside it, or behind a button where the window is narrow. */
function OpenConversation({ id }: { id: string }) {
  const wide = useMediaQuery('(min-width: 80em)', undefined, { getInitialValueInEffect: false })
  const [drawer, setDrawer] = useState(false)
  return (
    <>
      <Suspense fallback={<section aria-busy="true" />}>
        <Thread id={id} {...(wide ? {} : { onContact: () => setDrawer(true) })} />
      </Suspense>
      {wide && (
        <Suspense fallback={<aside className={classes.panelWaiting} aria-busy="true" children={<Skeletons />} />}>
          <ContactPanel id={id} />
        </Suspense>
      )}
      {!wide && drawer && (
        <Suspense>
          <ContactDrawer id={id} onClose={() => setDrawer(false)} />
        </Suspense>
      )}
    </>
  )
}

/** Alt+J and Alt+K walk the list; from a conversation that left it, on from where it stood. */
function useNextAndPrevious(
  order: React.RefObject<readonly string[]>,
  id: string | undefined,
  open: (id: string) => void,
): void {
  const { t } = useTranslation('inbox')
  const place = useRef(0)
  const step = (by: 1 | -1) => {
    const ids = order.current
    const now = id === undefined ? -1 : ids.indexOf(id)
    if (now >= 0) place.current = now
    const gone = id !== undefined && now < 0
    const from = id === undefined ? -1 : place.current
    const wanted = gone && by === 1 ? from : from + by
    const next = ids[Math.min(Math.max(wanted, 0), ids.length - 1)]
    if (next === undefined || next === id) return
    place.current = ids.indexOf(next)
    open(next)
  }
  useShortcut('Alt+J', t('shortcuts.next'), () => step(1))
  useShortcut('Alt+K', t('shortcuts.previous'), () => step(-1))
}
