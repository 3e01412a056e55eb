import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ProviderChoice, SimulatedProvider } from '@/api/simulator'
import { useFormat } from '@/format'
import classes from './simulator.module.css'

interface ProviderSelectProps {
  providers: ProviderChoice[]
  value: SimulatedProvider | undefined
  onChange: (provider: SimulatedProvider) => void
}

/** Through which provider the message goes: each has a number of the store, and its own form of delivery. */
export function ProviderSelect({ providers, value, onChange }: ProviderSelectProps) {
  const { t } = useTranslation(['demo', 'channels'])
  const format = useFormat()
  if (providers.length < 2) return null
  return (
    <section className={classes.card}>
      <NativeSelect
        label={t('simulator.provider.label')}
        description={t('simulator.provider.hint')}
        value={value ?? providers[0]?.provider}
        onChange={(event) => onChange(event.currentTarget.value as SimulatedProvider)}
        data={providers.map(({ provider, store_number }) => ({
          value: provider,
          label: `${t(`channels:provider.${provider}`)} · ${format.phone(store_number)}`,
        }))}
      />
    </section>
  )
}
