import { IconArrowForwardUp, IconPointer, IconFlag, IconMessageCircle, IconMessageReply, IconTargetArrow, type Icon } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useJourney, type JourneyItem } from '@/api/people'
import { originColor, OutcomeBadge, outcomeColor, useOriginName } from '@/components/Chips'
import { EmptyState, Loaded } from '@/components/States'
import { useFormat } from '@/format'
import { byDay } from './days'
import classes from './detail.module.css'

/** Touches, clicks, conversations and closings on one line of time. */
export function Journey({ id }: { id: string }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const journey = useJourney(id)
  const thisYear = format.today().slice(0, 4)
  const nameOf = (day: string) => (day.startsWith(thisYear) ? format.dayLong(day) : `${format.dayLong(day)} ${day.slice(0, 4)}`)
  return (
    <Loaded query={journey}>
      {({ items, truncated }) =>
        items.length === 0 ? (
          <EmptyState icon={IconMessageCircle} title={t('journey.empty')}>
            {t('journey.emptyHint')}
          </EmptyState>
        ) : (
          <>
            {truncated && <p className={classes.hint}>{t('journey.truncated')}</p>}
            {byDay(items, format.dayOf).map(({ day, steps }) => (
              <section key={day} className={classes.day} aria-label={nameOf(day)}>
                <h3 className={classes.dayTitle}>{nameOf(day)}</h3>
                <ol className={classes.steps}>
                  {steps.map((step, index) => (
                    <Step key={step.kind + step.at + index} step={step} />
                  ))}
                </ol>
              </section>
            ))}
          </>
        )
      }
    </Loaded>
  )
}

const icons: Record<JourneyItem['kind'], Icon> = {
  click: IconPointer,
  touch: IconTargetArrow,
  conversation: IconMessageCircle,
  first_response: IconMessageReply,
  closing: IconFlag,
}

function toneOf({ touch, click, conversation, closing }: JourneyItem): string {
  if (click) return originColor('link')
  if (touch) return originColor(touch.kind)
  if (conversation) return originColor(conversation.entry_kind)
  if (closing) return outcomeColor(closing.outcome ?? 'unclassified')
  return 'var(--app-muted)'
}

function Step({ step }: { step: JourneyItem }) {
  const format = useFormat()
  const Symbol = step.conversation?.started_by === 'company' ? IconArrowForwardUp : icons[step.kind]
  return (
    <li className={classes.step} data-kind={step.kind} style={{ '--tone': toneOf(step) } as React.CSSProperties}>
      <time dateTime={step.at} className={classes.time}>
        {format.time(step.at)}
      </time>
      <span className={classes.symbol} aria-hidden>
        <Symbol size={16} stroke={1.9} />
      </span>
      <div className={classes.words}>
        <Words step={step} />
      </div>
    </li>
  )
}

function Words({ step }: { step: JourneyItem }) {
  const { t } = useTranslation('contacts')
  if (step.click) return <Click click={step.click} />
  if (step.touch) return <Touch touch={step.touch} />
  if (step.conversation) return <Conversation step={step} conversation={step.conversation} />
  if (step.closing) return <Closing closing={step.closing} />
  return <p className={classes.title}>{t('journey.answered')}</p>
}

function Click({ click }: { click: NonNullable<JourneyItem['click']> }) {
  const { t } = useTranslation('contacts')
  const { utm_source, utm_medium, utm_campaign } = click.parameters
  const devices: readonly string[] = ['mobile', 'desktop']
  const details = [
    [utm_source, utm_medium, utm_campaign].filter(Boolean).join(' / '),
    click.device && devices.includes(click.device) ? t(`device.${click.device as 'mobile' | 'desktop'}`) : undefined,
    click.region,
    click.referrer?.replace(/^https?:\/\/(www\.)?/, '').replace(/\/.*$/, ''),
  ]
  return (
    <>
      <p className={classes.title}>
        {t('journey.clicked')}{' '}
        <Link to="/links/$id" params={{ id: click.link_id }}>
          {click.link_name}
        </Link>
      </p>
      <p className={classes.hint}>{details.filter(Boolean).join(' · ') || click.short_url.replace(/^https?:\/\//, '')}</p>
    </>
  )
}

const methods = ['ad_header', 'link_header', 'hashtag', 'code', 'prefilled_text', 'number', 'product', 'entry_point', 'click_match', 'manual', 'none'] as const

function Touch({ touch }: { touch: NonNullable<JourneyItem['touch']> }) {
  const { t } = useTranslation(['contacts', 'inbox'])
  const originName = useOriginName()
  const method = methods.find((known) => known === touch.method) ?? 'other'
  return (
    <>
      <p className={classes.title}>
        {touch.label ?? originName(touch.kind, touch.identifier_id === null)}
        {touch.deciding && <span className={classes.decides}>{t('inbox:journey.decides')}</span>}
      </p>
      <p className={classes.hint}>{t(`inbox:method.${method}`)}</p>
    </>
  )
}

function Conversation({ step, conversation }: { step: JourneyItem; conversation: NonNullable<JourneyItem['conversation']> }) {
  const { t } = useTranslation('contacts')
  const originName = useOriginName()
  const open = conversation.status !== 'closed'
  return (
    <Link to="/atendimentos/$id" params={{ id: step.conversation_id }} search={true as never} className={classes.conversation}>
      <span className={classes.title}>
        {conversation.started_by === 'company' ? t('journey.startedByUs') : t('journey.opened')}
        {open && <span className={classes.decides}>{t('journey.isOpen')}</span>}
      </span>
      <span className={classes.hint}>
        {step.protocol}
        {conversation.started_by === 'contact' && ` · ${conversation.entry_label ?? originName(conversation.entry_kind)}`}
      </span>
    </Link>
  )
}

function Closing({ closing }: { closing: NonNullable<JourneyItem['closing']> }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  return (
    <>
      <p className={classes.closing}>
        <OutcomeBadge outcome={closing.outcome ?? 'unclassified'} label={closing.disposition} />
        {closing.value_cents !== null && <strong className="tabular">{format.money(closing.value_cents)}</strong>}
        {closing.undone_at && <span className={classes.decides}>{t('journey.undone')}</span>}
      </p>
      <p className={classes.hint}>
        {closing.corrects ? t('journey.corrected') : t('journey.closed')}
        {closing.closed_by_name && ` · ${closing.closed_by_name}`}
      </p>
    </>
  )
}
