import { Button } from '@mantine/core'
import { IconAlertTriangle, IconClockExclamation, IconPlugConnectedX, IconQrcode } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import type { Provider } from '@/api/providers'
import { useFormat } from '@/format'
import { connectionOf, remedyOf, tokenDays, type Remedy } from './connection'
import { useSettingTexts } from './names'
import classes from './channels.module.css'

interface AilmentsProps {
  channel: Channel
  provider: Provider | undefined
  mayEdit: boolean
  busy: boolean
  onRemedy: (remedy: Remedy) => void
}

/** What is wrong with a number, in words, with what mends it. */
export function Ailments({ channel, provider, mayEdit, busy, onRemedy }: AilmentsProps) {
  const { t } = useTranslation('channels')
  const { phone } = useFormat()
  const texts = useSettingTexts()
  const connection = connectionOf(channel)
  const { state, reason, wrong_setting, number_differs, paired_phone } = connection
  const remedy = remedyOf(channel, provider)
  const days = tokenDays(connection, Date.now())
  const wrong = wrong_setting === null ? undefined : texts.label(channel.provider, wrong_setting)
  const button = remedy !== undefined && (remedy !== 'edit' || mayEdit) && (
    <Button
      size="sm"
      variant={state === 'pairing' ? 'filled' : 'default'}
      loading={busy && remedy === 'check'}
      leftSection={remedy === 'pair' ? <IconQrcode size={17} aria-hidden /> : undefined}
      onClick={() => onRemedy(remedy)}
    >
      {t(state === 'pairing' ? 'remedy.code' : remedy === 'pair' ? 'remedy.reconnect' : `remedy.${remedy}`)}
    </Button>
  )
  return (
    <>
      {state === 'disconnected' && (
        <Note tone="danger" icon={IconPlugConnectedX} reason={reason} button={button}>
          {t(remedy === 'pair' ? 'ailment.disconnected' : 'ailment.unreachable')}
        </Note>
      )}
      {state === 'wrong_key' && (
        <Note tone="danger" icon={IconAlertTriangle} reason={reason} button={button}>
          <strong>{wrong === undefined ? t('ailment.wrongKey') : t('ailment.wrongKeyOf', { setting: wrong })}</strong>{' '}
          {(wrong_setting !== null && texts.hint(channel.provider, wrong_setting)) || t('ailment.mend')}
        </Note>
      )}
      {state === 'unknown' && (
        <Note tone="danger" icon={IconAlertTriangle} reason={reason} button={button}>
          {t('ailment.unknown', {
            provider: texts.provider(channel.provider),
            setting: texts.label(channel.provider, provider?.number_id_setting ?? 'phone_number'),
          })}
        </Note>
      )}
      {state === 'pairing' && (
        <Note tone="warning" icon={IconQrcode} reason={null} button={button}>
          {t('ailment.pairing')}
        </Note>
      )}
      {number_differs && paired_phone !== null && (
        <Note tone="warning" icon={IconAlertTriangle} reason={null} button={false}>
          {t('ailment.differs', { paired: phone(paired_phone), number: phone(channel.phone_number) })}
        </Note>
      )}
      {days !== undefined && (
        <Note tone={days < 0 ? 'danger' : 'warning'} icon={IconClockExclamation} reason={null} button={false}>
          {days < 0 ? t('token.ended') : days === 0 ? t('token.today') : t('token.days', { count: days })} {t('token.mend')}
        </Note>
      )}
    </>
  )
}

interface NoteProps {
  tone: 'danger' | 'warning'
  icon: typeof IconAlertTriangle
  reason: string | null
  button: React.ReactNode
  children: React.ReactNode
}

function Note({ tone, icon: Symbol, reason, button, children }: NoteProps) {
  const { t } = useTranslation('channels')
  return (
    <div className={classes.note} data-tone={tone}>
      <Symbol size={19} stroke={1.8} aria-hidden />
      <div className={classes.noteWords}>
        <p>{children}</p>
        {reason !== null && reason !== '' && <p className={classes.said}>{t('ailment.said', { reason })}</p>}
        {button}
      </div>
    </div>
  )
}
