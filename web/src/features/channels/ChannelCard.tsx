import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconArchive, IconArrowsExchange, IconEdit, IconPlugConnected, IconPlugConnectedX, IconRefresh, IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useArchiveChannel, type Channel } from '@/api/channels'
import { useCheck, useUnpair } from '@/api/connection'
import type { Provider } from '@/api/providers'
import { useRole } from '@/api/session'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { Card } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { RowMenu, type RowAction } from '@/components/RowMenu'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import { Ailments } from './Ailments'
import { ChannelState } from './ChannelState'
import { connectionOf, queueParts, type Remedy } from './connection'
import { ConnectionGuide } from './ConnectionGuide'
import { linkOnly } from './draft'
import { useSettingTexts } from './names'
import classes from './channels.module.css'

export type CardAction = 'edit' | 'move' | 'pair' | 'test'

interface ChannelCardProps {
  channel: Channel
  provider: Provider | undefined
  onAction: (action: CardAction) => void
}

export function ChannelCard({ channel, provider, onAction }: ChannelCardProps) {
  const { t } = useTranslation(['channels', 'common'])
  const { phone } = useFormat()
  const texts = useSettingTexts()
  const problemText = useProblemText()
  const isAdmin = useRole('admin')
  const check = useCheck()
  const [asking, setAsking] = useState<'archive' | 'unpair'>()
  const plain = channel.provider === linkOnly
  const checkNow = () =>
    check.mutate(channel.id, {
      onSuccess: (now) => toast.info(t('checked', { name: now.name, state: t(`state.${connectionOf(now).state}`) })),
      onError: (error) => toast.error(problemText(error)),
    })
  const remedy = (what: Remedy) => (what === 'check' ? checkNow() : onAction(what))
  const actions = useActions(channel, provider, { onAction, checkNow, ask: setAsking })
  return (
    <Card className={classes.card}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.name}>{channel.name}</h2>
          <span className={classes.number}>{phone(channel.phone_number)}</span>
        </div>
        <RowMenu label={t('moreOf', { name: channel.name })} actions={actions} />
      </div>
      <div className={classes.line}>
        <ChannelState channel={channel} />
        {!plain && <span className={classes.quiet}>{texts.provider(channel.provider)}</span>}
      </div>
      <Ailments channel={channel} provider={provider} mayEdit={isAdmin} busy={check.isPending} onRemedy={remedy} />
      {plain ? (
        <p className={classes.quiet}>{t('linkOnlyText')}</p>
      ) : (
        <>
          <Facts channel={channel} />
          {connectionOf(channel).state === 'connected' && (
            <Button variant="default" size="sm" className={classes.test} leftSection={<IconSend size={16} aria-hidden />} onClick={() => onAction('test')}>
              {t('test.action')}
            </Button>
          )}
          {isAdmin && <ConnectionGuide channel={channel} provider={provider} />}
        </>
      )}
      <Asked channel={channel} asking={asking} onClose={() => setAsking(undefined)} />
    </Card>
  )
}

/** When something last came in, and what waits to go out. */
function Facts({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels')
  const { relative, dateTime } = useFormat()
  const { last_delivery_at: last, queue } = channel
  const parts = queueParts(queue)
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('facts.delivery')}</dt>
        <dd title={last === null ? undefined : dateTime(last)}>{last === null ? t('facts.never') : relative(last, Date.now())}</dd>
      </div>
      {queue && (
        <div>
          <dt>{t('facts.queue')}</dt>
          <dd data-failed={queue.failed > 0 || undefined}>
            {parts.length === 0 ? t('facts.empty') : parts.map(({ name, count }) => t(`facts.${name}`, { count })).join(', ')}
          </dd>
        </div>
      )}
    </dl>
  )
}

interface Doing {
  onAction: (action: CardAction) => void
  checkNow: () => void
  ask: (what: 'archive' | 'unpair') => void
}

function useActions(channel: Channel, provider: Provider | undefined, { onAction, checkNow, ask }: Doing): RowAction[] {
  const { t } = useTranslation(['channels', 'common'])
  const isAdmin = useRole('admin')
  const plain = channel.provider === linkOnly
  const { state } = connectionOf(channel)
  const actions: (RowAction | false)[] = [
    { key: 'edit', label: t(isAdmin ? 'common:actions.edit' : 'rename'), icon: IconEdit, run: () => onAction('edit') },
    isAdmin && plain && { key: 'connect', label: t('connect'), icon: IconPlugConnected, run: () => onAction('move') },
    !plain && { key: 'test', label: t('test.action'), icon: IconSend, run: () => onAction('test') },
    !plain && { key: 'check', label: t('remedy.check'), icon: IconRefresh, run: checkNow },
    isAdmin && !plain && { key: 'move', label: t('move.action'), icon: IconArrowsExchange, run: () => onAction('move') },
    provider?.paired_by_code === true &&
      state === 'connected' && { key: 'unpair', label: t('unpair.action'), icon: IconPlugConnectedX, run: () => ask('unpair'), danger: true },
    isAdmin && { key: 'archive', label: t('common:actions.archive'), icon: IconArchive, run: () => ask('archive') },
  ]
  return actions.filter((one) => one !== false)
}

function Asked({ channel, asking, onClose }: { channel: Channel; asking: 'archive' | 'unpair' | undefined; onClose: () => void }) {
  const { t } = useTranslation(['channels', 'common'])
  const archive = useArchiveChannel()
  const unpair = useUnpair()
  const { name } = channel
  return (
    <>
      <ConfirmDialog opened={asking === 'archive'} onClose={onClose} title={t('archive.title')} confirmLabel={t('common:actions.archive')} onConfirm={() => archive.mutateAsync(channel.id)}>
        {t('archive.text', { name })}
      </ConfirmDialog>
      <ConfirmDialog opened={asking === 'unpair'} onClose={onClose} title={t('unpair.title')} confirmLabel={t('unpair.action')} danger onConfirm={() => unpair.mutateAsync(channel.id)}>
        {t('unpair.text', { name })}
      </ConfirmDialog>
    </>
  )
}
