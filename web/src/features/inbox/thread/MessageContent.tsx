import { useTranslation } from 'react-i18next'
import type { Message } from '@/api/messages'
import { useFormat } from '@/format'
import { kindIcon, kindOf, useKindName } from '../kinds'
import { Details } from './details'
import { PeopleCards, PlaceCard } from './media/cards'
import { MediaContent } from './media/MediaContent'
import { Words } from './Words'
import classes from './contents.module.css'

/** What a message says: its text alone, or its kind with what the kind brings. */
export function MessageContent({ message }: { message: Message }) {
  const kind = kindOf(message.kind)
  if ((kind === 'text' || kind === 'note') && message.text !== null) return <Words text={message.text} />
  if (carriers.has(kind) && message.media) {
    return (
      <div className={classes.kinded}>
        <MediaContent message={message} media={message.media} />
        {message.text !== null && message.text !== '' && <Words text={message.text} />}
      </div>
    )
  }
  if (kind === 'location' || kind === 'contacts') {
    const details = new Details(message.details)
    if (!details.flag('unreadable')) return kind === 'location' ? <PlaceCard details={details} /> : <PeopleCards details={details} />
  }
  return <Kinded message={message} />
}

/** Whether it is shown as a file or a card, which fills its bubble. */
export const fillsBubble = (message: Message) => {
  const kind = kindOf(message.kind)
  return (carriers.has(kind) && message.media != null) || kind === 'location' || kind === 'contacts'
}

const carriers = new Set<string>(['image', 'video', 'audio', 'document', 'sticker'])

function Kinded({ message }: { message: Message }) {
  const { t } = useTranslation('inbox')
  const details = new Details(message.details)
  const kind = kindOf(message.kind)
  const Symbol = kindIcon(message.kind)
  const { title, withText } = useHeading(message, details)
  return (
    <div className={classes.kinded}>
      <span className={classes.tile}>
        <span className={classes.sign} aria-hidden>
          <Symbol size={20} stroke={1.75} />
        </span>
        <span className={classes.tileWords}>
          <span className={classes.kind}>{title}</span>
          <More kind={kind} details={details} />
          {details.flag('unreadable') && <span className={classes.small}>{t('content.unreadable')}</span>}
        </span>
      </span>
      {withText && message.text !== null && message.text !== '' && <Words text={message.text} />}
    </div>
  )
}

/** The kind in words, and whether the text stands below it or is part of them. */
function useHeading(message: Message, details: Details): { title: string; withText: boolean } {
  const { t } = useTranslation('inbox')
  const kindName = useKindName()
  const kind = kindOf(message.kind)
  switch (kind) {
    case 'audio':
      return { title: details.flag('voice') ? t('content.voice') : kindName(kind), withText: true }
    case 'document':
      return { title: details.text('file_name') ?? kindName(kind), withText: true }
    case 'reaction': {
      const emoji = details.text('emoji') ?? message.text
      return { title: emoji ? t('content.reacted', { emoji }) : t('content.unreacted'), withText: false }
    }
    case 'unknown': {
      const type = details.text('type') ?? (message.kind === 'unknown' ? undefined : message.kind)
      return { title: type ? t('content.unknownType', { type }) : kindName(kind), withText: true }
    }
    default:
      return { title: kindName(kind), withText: true }
  }
}

function More({ kind, details }: { kind: ReturnType<typeof kindOf>; details: Details }) {
  switch (kind) {
    case 'document':
    case 'image':
    case 'video':
    case 'audio':
      return <Small text={details.text('mime_type')?.split(';')[0]} />
    case 'interactive':
      return <Chosen details={details} />
    case 'order':
      return <Items details={details} />
    case 'unsupported':
      return <Small text={details.text('title') ?? details.text('type')} />
    default:
      return null
  }
}

const Small = ({ text }: { text: string | undefined }) => (text ? <span className={classes.small}>{text}</span> : null)

function Chosen({ details }: { details: Details }) {
  return (
    <>
      <Small text={details.text('description')} />
      {details.answers('response').map(([name, value]) => (
        <span key={name} className={classes.small}>
          {name}: <b>{value}</b>
        </span>
      ))}
    </>
  )
}

function Items({ details }: { details: Details }) {
  const { t } = useTranslation('inbox')
  const { locale } = useFormat()
  return details.items('items').map((item, index) => {
    const price = item.number('item_price')
    const currency = item.text('currency') ?? 'BRL'
    return (
      <span key={index} className={classes.small}>
        {t('content.item', { quantity: item.number('quantity') ?? 1, product: item.text('product_retailer_id') ?? '?' })}
        {price !== undefined && /^[A-Z]{3}$/.test(currency) && (
          <b> {new Intl.NumberFormat(locale, { style: 'currency', currency }).format(price)}</b>
        )}
      </span>
    )
  })
}
