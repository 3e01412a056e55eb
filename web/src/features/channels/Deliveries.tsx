import { useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconChevronRight, IconInbox, IconRefresh } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { deliveryStates, useDeliveries, useReplayDelivery, type Delivery, type EventOutcome } from '@/api/deliveries'
import { Card } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { EmptyState, Loaded } from '@/components/States'
import { toast } from '@/components/toast'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import classes from './Deliveries.module.css'

const stateTones = { pending: 'warning', recorded: 'good', failed: 'danger' } as const
const outcomeTones = { recorded: 'good', duplicate: 'quiet', ignored: 'quiet', refused: 'warning', failed: 'danger' } as const

/** Everything the providers posted, as it came, with what became of it. */
export function Deliveries({ channels }: { channels: readonly Channel[] }) {
  const { t } = useTranslation(['channels', 'common'])
  const [state, setState] = useState<Delivery['state']>()
  const deliveries = useDeliveries(state)
  return (
    <>
      <div className={classes.top}>
        <p className={classes.lead}>{t('deliveries.lead')}</p>
        <SegmentedControl
          aria-label={t('deliveries.show')}
          data={[{ value: 'all', label: t('deliveries.all') }, ...deliveryStates.map((value) => ({ value, label: t(`deliveries.states.${value}`) }))]}
          value={state ?? 'all'}
          onChange={(value) => setState(deliveryStates.find((one) => one === value))}
        />
      </div>
      <Loaded query={deliveries}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          return (
            <Card flush>
              {items.length === 0 ? (
                <EmptyState icon={IconInbox} title={t('deliveries.emptyTitle')}>
                  {t(state ? 'common:states.noResultsHint' : 'deliveries.empty')}
                </EmptyState>
              ) : (
                <ul className={classes.list} aria-label={t('tabs.deliveries')}>
                  {items.map((delivery) => (
                    <DeliveryRow
                      key={delivery.id}
                      delivery={delivery}
                      channel={channels.find((channel) => channel.id === delivery.channel_id)?.name}
                    />
                  ))}
                </ul>
              )}
              {deliveries.hasNextPage && (
                <div className={classes.more}>
                  <Button variant="default" loading={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
                    {t('common:actions.loadMore')}
                  </Button>
                </div>
              )}
            </Card>
          )
        }}
      </Loaded>
    </>
  )
}

/** `3 recorded, 1 ignored`, in the order of the outcomes. */
function useSummary() {
  const { t } = useTranslation('channels')
  return ({ events, state }: Delivery) => {
    if (state === 'pending') return t('deliveries.notYet')
    if (state === 'failed' && events.length === 0) return t('deliveries.notProcessed')
    if (events.length === 0) return t('deliveries.noEvents')
    const names = Object.keys(outcomeTones) as EventOutcome['outcome'][]
    return names
      .map((outcome) => ({ outcome, count: events.filter((event) => event.outcome === outcome).length }))
      .filter(({ count }) => count > 0)
      .map(({ outcome, count }) => t(`deliveries.counts.${outcome}`, { count }))
      .join(', ')
  }
}

function DeliveryRow({ delivery, channel }: { delivery: Delivery; channel: string | undefined }) {
  const { t } = useTranslation('channels')
  const { dateTime, number } = useFormat()
  const summary = useSummary()
  return (
    <li className={classes.item}>
      <details className={classes.details}>
        <summary className={classes.summary}>
          <IconChevronRight size={17} aria-hidden className={classes.arrow} />
          <span className={classes.time}>{dateTime(delivery.received_at)}</span>
          <span className={classes.channel}>{channel ?? t('deliveries.unknownChannel')}</span>
          <Tone tone={stateTones[delivery.state] ?? 'quiet'}>{t(`deliveries.states.${delivery.state}`)}</Tone>
          <span className={classes.what}>{summary(delivery)}</span>
        </summary>
        <div className={classes.body}>
          {delivery.error !== null && <p className={classes.error}>{delivery.error}</p>}
          {delivery.events.map((event) => (
            <EventLine key={event.ordinal} event={event} />
          ))}
          <p className={classes.foot}>
            <code>{delivery.id}</code> · {t('deliveries.bytes', { bytes: number(delivery.bytes) })}
          </p>
          <Replay delivery={delivery} />
        </div>
      </details>
    </li>
  )
}

function EventLine({ event }: { event: EventOutcome }) {
  const { t, i18n } = useTranslation('channels')
  const kind = i18n.exists(`channels:deliveries.kinds.${event.kind}`) ? t(`deliveries.kinds.${event.kind as 'message'}`) : event.kind
  // The server's reasons are short English words; the known ones are told in the language of the screen.
  const reasonKey = `channels:deliveries.reasons.${event.reason?.replaceAll(' ', '_')}`
  const reason = i18n.exists(reasonKey) ? t(reasonKey as 'deliveries.empty') : event.reason
  return (
    <div className={classes.event}>
      <span className={classes.kind}>{kind}</span>
      <Tone tone={outcomeTones[event.outcome] ?? 'quiet'}>{t(`deliveries.outcomes.${event.outcome}`)}</Tone>
      {reason !== null && <span className={classes.why}>{reason}</span>}
      {event.conversation_id !== null && (
        <Link to="/atendimentos/$id" params={{ id: event.conversation_id }} className={classes.open}>
          {t('deliveries.open')}
        </Link>
      )}
    </div>
  )
}

function Replay({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation('channels')
  const text = useProblemText()
  const replay = useReplayDelivery()
  return (
    <Button
      variant="default"
      size="sm"
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={replay.isPending}
      onClick={() =>
        replay.mutate(delivery.id, {
          onSuccess: () => toast.success(t('deliveries.replayed')),
          onError: (error) => toast.error(text(error)),
        })
      }
    >
      {t('deliveries.replay')}
    </Button>
  )
}
