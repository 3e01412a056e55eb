import { useEffect, useState } from 'react'
import { Button, Drawer, Loader } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconRefresh } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { usePairing, type Pairing } from '@/api/connection'
import { InlineError } from '@/components/States'
import { useFormat } from '@/format'
import { connectionOf } from './connection'
import classes from './pairing.module.css'

interface PairingDrawerProps {
  channel: Channel
  onClose: () => void
  onTest: () => void
}

/** A code for the phone to scan, renewed before it grows old, until the phone is connected. */
export function PairingDrawer({ channel, onClose, onTest }: PairingDrawerProps) {
  const { t } = useTranslation(['channels', 'common'])
  // The channel is told live: whoever was connected when this opened has not been connected by it.
  const isConnected = connectionOf(channel).state === 'connected'
  const queries = useQueryClient()
  const pairing = usePairing(channel.id, !isConnected)
  const state = pairing.data?.state
  useEffect(() => {
    if (state === 'connected') void queries.invalidateQueries({ queryKey: ['channels'] })
  }, [state, queries])
  const connected = isConnected || state === 'connected'
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t('pairing.title', { name: channel.name })}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <div className={classes.pairing}>
        {connected ? (
          <Celebration channel={channel} onClose={onClose} onTest={onTest} />
        ) : pairing.error ? (
          <InlineError error={pairing.error} onRetry={() => void pairing.refetch()} />
        ) : state === 'refused' ? (
          <Refused reason={pairing.data?.reason ?? null} busy={pairing.isFetching} onRetry={() => void pairing.refetch()} />
        ) : (
          <>
            <div className={classes.frame} aria-busy={state !== 'code' || undefined}>
              {pairing.data && state === 'code' ? <Code pairing={pairing.data} stale={pairing.isFetching} /> : <Waiting notReady={state === 'not_ready'} />}
            </div>
            {pairing.data && state === 'code' && <Countdown from={pairing.dataUpdatedAt} seconds={pairing.data.expires_in_s} />}
            <ol className={classes.how}>
              {(['one', 'two', 'three'] as const).map((step) => (
                <li key={step}>{t(`pairing.${step}`)}</li>
              ))}
            </ol>
          </>
        )}
      </div>
    </Drawer>
  )
}

function Code({ pairing, stale }: { pairing: Pairing; stale: boolean }) {
  const { t } = useTranslation('channels')
  const address = pairing.qr_svg !== null ? `data:image/svg+xml;utf8,${encodeURIComponent(pairing.qr_svg)}` : pairing.qr_png
  if (address === null || !address.startsWith('data:image/')) return <Waiting notReady />
  return <img className={classes.code} src={address} alt={t('pairing.code')} data-stale={stale || undefined} />
}

function Waiting({ notReady }: { notReady: boolean }) {
  const { t } = useTranslation('channels')
  return (
    <p className={classes.waiting} role="status">
      <Loader size={28} />
      {t(notReady ? 'pairing.notReady' : 'pairing.loading')}
    </p>
  )
}

function Countdown({ from, seconds }: { from: number; seconds: number | null }) {
  const { t } = useTranslation('channels')
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const all = seconds ?? 20
  const left = Math.max(0, Math.ceil(all - (now - from) / 1000))
  return (
    <p className={classes.countdown}>
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${(Math.min(left, all) / all) * 100}%` }} />
      </span>
      {left > 0 ? t('pairing.next', { count: left }) : t('pairing.renewing')}
    </p>
  )
}

function Refused({ reason, busy, onRetry }: { reason: string | null; busy: boolean; onRetry: () => void }) {
  const { t } = useTranslation(['channels', 'common'])
  return (
    <div className={classes.refused} role="alert">
      <IconAlertTriangle size={26} stroke={1.7} aria-hidden />
      <strong>{t('pairing.refused')}</strong>
      <span>{t('pairing.refusedText')}</span>
      {reason !== null && <span className={classes.reason}>{t('ailment.said', { reason })}</span>}
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} loading={busy} onClick={onRetry}>
        {t('common:actions.retry')}
      </Button>
    </div>
  )
}

function Celebration({ channel, onClose, onTest }: PairingDrawerProps) {
  const { t } = useTranslation(['channels', 'common'])
  const { phone } = useFormat()
  const { number_differs, paired_phone } = connectionOf(channel)
  return (
    <div className={classes.connected} role="status">
      <span className={classes.tick} aria-hidden>
        <IconCheck size={40} stroke={2.4} />
      </span>
      <strong>{t('pairing.connected')}</strong>
      <span>
        {number_differs && paired_phone !== null
          ? t('ailment.differs', { paired: phone(paired_phone), number: phone(channel.phone_number) })
          : t('pairing.connectedText', { number: phone(channel.phone_number) })}
      </span>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onTest}>
          {t('test.action')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('pairing.done')}
        </Button>
      </div>
    </div>
  )
}
