import { useEffect, useRef } from 'react'
import { ActionIcon, Textarea, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconChecks, IconMicrophone, IconPhoto, IconSend2, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { PhoneMessage, Tap } from '@/api/simulator'
import { PersonAvatar } from '@/components/Person'
import { useFormat } from '@/format'
import classes from './handset.module.css'

interface HandsetProps {
  store: string
  messages: PhoneMessage[]
  tap: Tap | null
  cardClosed: boolean
  onCloseCard: () => void
  draft: string
  onDraft: (text: string) => void
  sending: boolean
  onSend: (kind: PhoneMessage['kind']) => void
}

/** The phone: the conversation with the store, the card of the ad, and the field to write in. */
export function Handset({ store, messages, ...field }: HandsetProps) {
  const { t } = useTranslation('demo')
  const log = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight
  }, [messages.length])
  return (
    <section className={classes.phone} aria-label={t('simulator.phone.label')}>
      <div className={classes.screen}>
        <div className={classes.notch} aria-hidden />
        <div className={classes.top}>
          <PersonAvatar name={store} size={36} />
          <div className={classes.who}>
            <strong>{store}</strong>
            <span>{t('simulator.phone.business')}</span>
          </div>
        </div>
        <div className={classes.log} role="log" aria-label={t('simulator.phone.messages')} tabIndex={0} ref={log}>
          {messages.length === 0 && <p className={classes.empty}>{t('simulator.phone.empty')}</p>}
          {messages.map((message) => (
            <Bubble key={message.id} message={message} />
          ))}
        </div>
        <Field {...field} />
      </div>
    </section>
  )
}

function Bubble({ message }: { message: PhoneMessage }) {
  const { t } = useTranslation('demo')
  const format = useFormat()
  const { own, kind, text, card, at, ticks } = message
  const Symbol = ticks === 'sent' ? IconCheck : IconChecks
  return (
    <div className={classes.bubble} data-own={own || undefined}>
      <VisuallyHidden>{own ? t('simulator.phone.you') : t('simulator.phone.store')}</VisuallyHidden>
      {card && <span className={classes.sentCard}>{card}</span>}
      {kind !== 'text' && (
        <span className={classes.media}>
          {kind === 'image' ? <IconPhoto size={18} stroke={1.75} aria-hidden /> : <IconMicrophone size={18} stroke={1.75} aria-hidden />}
          {t(`simulator.phone.${kind}`)}
        </span>
      )}
      {text && <span className={classes.text}>{text}</span>}
      <span className={classes.meta}>
        <time dateTime={at}>{format.time(at)}</time>
        {own && (
          <span className={classes.ticks} data-ticks={ticks}>
            <Symbol size={15} stroke={2} aria-hidden />
            <VisuallyHidden>{t(`simulator.ticks.${ticks}`)}</VisuallyHidden>
          </span>
        )}
      </span>
    </div>
  )
}

/** What stands above the field until it is sent along or closed. */
function cardOf(tap: Tap | null) {
  if (tap?.kind === 'ad') return { of: 'ad', title: tap.headline, words: tap.body } as const
  if (tap?.kind === 'product') return { of: 'product', title: tap.name, words: tap.price } as const
  return null
}

type FieldProps = Omit<HandsetProps, 'store' | 'messages'>

function Field({ tap, cardClosed, onCloseCard, draft, onDraft, sending, onSend }: FieldProps) {
  const { t } = useTranslation('demo')
  const input = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (tap) input.current?.focus({ preventScroll: true })
  }, [tap])
  const mayWrite = draft.trim() !== '' && !sending
  const card = cardOf(tap)
  return (
    <div className={classes.bottom}>
      {card && !cardClosed && (
        <div className={classes.card}>
          <span className={classes.picture} aria-hidden />
          <span className={classes.cardWords}>
            <strong>{card.title}</strong>
            <span>{card.words}</span>
          </span>
          <ActionIcon variant="subtle" color="gray" aria-label={t(`simulator.phone.closeCard.${card.of}`)} onClick={onCloseCard}>
            <IconX size={16} stroke={2} />
          </ActionIcon>
        </div>
      )}
      <form
        className={classes.field}
        onSubmit={(event) => {
          event.preventDefault()
          if (mayWrite) onSend('text')
        }}
      >
        <Textarea
          ref={input}
          className={classes.input}
          aria-label={t('simulator.phone.write')}
          placeholder={t('simulator.phone.placeholder')}
          autosize
          minRows={1}
          maxRows={5}
          value={draft}
          onChange={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            if (mayWrite) onSend('text')
          }}
        />
        {draft.trim() === '' && (
          <ActionIcon size={40} variant="subtle" color="gray" aria-label={t('simulator.phone.sendAudio')} disabled={sending} onClick={() => onSend('audio')}>
            <IconMicrophone size={20} stroke={1.75} />
          </ActionIcon>
        )}
        <ActionIcon size={40} variant="subtle" color="gray" aria-label={t('simulator.phone.sendImage')} disabled={sending} onClick={() => onSend('image')}>
          <IconPhoto size={20} stroke={1.75} />
        </ActionIcon>
        <ActionIcon type="submit" size={40} radius="xl" aria-label={t('simulator.phone.send')} disabled={!mayWrite}>
          <IconSend2 size={19} stroke={1.75} />
        </ActionIcon>
      </form>
    </div>
  )
}
