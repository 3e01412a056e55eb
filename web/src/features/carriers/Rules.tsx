import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CarrierChange, CarrierSettings } from '@/api/carriers'
import { useRole } from '@/api/session'
import { Card } from '@/components/Page'

interface RulesProps {
  settings: CarrierSettings
  busy: boolean
  onChange: (change: CarrierChange) => void
}

/** Which of two origins counts when a message brings both. */
export function Rules({ settings, busy, onChange }: RulesProps) {
  const { t } = useTranslation('carriers')
  const mayChange = useRole('admin')
  return (
    <Card title={t('rules.title')} lead={mayChange ? t('rules.lead') : `${t('rules.lead')} ${t('rules.adminOnly')}`}>
      <Switch
        label={t('rules.hashtag')}
        description={t(settings.hashtag_wins ? 'rules.hashtagOn' : 'rules.hashtagOff')}
        checked={settings.hashtag_wins}
        disabled={busy || !mayChange}
        onChange={(event) => onChange({ hashtag_wins: event.currentTarget.checked })}
      />
      <Switch
        label={t('rules.text')}
        description={t(settings.text_wins ? 'rules.textOn' : 'rules.textOff')}
        checked={settings.text_wins}
        disabled={busy || !mayChange}
        onChange={(event) => onChange({ text_wins: event.currentTarget.checked })}
      />
    </Card>
  )
}
