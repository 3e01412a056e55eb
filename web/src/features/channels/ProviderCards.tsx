import { Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Provider } from '@/api/providers'
import { linkOnly } from './draft'
import { useSettingTexts } from './names'
import classes from './channels.module.css'

interface ProviderCardsProps {
  providers: readonly Provider[]
  /** A number that is connected does not go back to links alone by accident. */
  offersLinkOnly: boolean
  value: string
  onChange: (value: string) => void
}

/** The ways to connect, apart by what they need: a phone that scans a code, or an account of Meta. */
export function ProviderCards({ providers, offersLinkOnly, value, onChange }: ProviderCardsProps) {
  const { t } = useTranslation('channels')
  const byCode = providers.filter((one) => one.paired_by_code).map((one) => one.provider)
  const official = providers.filter((one) => !one.paired_by_code).map((one) => one.provider)
  const groups = [
    { key: 'none', names: offersLinkOnly ? [linkOnly] : [] },
    { key: 'byCode', names: byCode },
    { key: 'official', names: official },
  ] as const
  return (
    <Radio.Group label={t('how')} value={value} onChange={onChange}>
      {groups
        .filter(({ names }) => names.length > 0)
        .map(({ key, names }) => (
          <div key={key} className={classes.group}>
            {key !== 'none' && (
              <p className={classes.groupName}>
                <strong>{t(`group.${key}`)}</strong> {t(`groupText.${key}`)}
              </p>
            )}
            <div className={classes.options}>
              {names.map((name) => (
                <Option key={name} name={name} />
              ))}
            </div>
          </div>
        ))}
    </Radio.Group>
  )
}

function Option({ name }: { name: string }) {
  const texts = useSettingTexts()
  const words = texts.providerText(name)
  return (
    <Radio.Card value={name} className={classes.option} aria-label={[texts.provider(name), words].filter(Boolean).join('. ')}>
      <Radio.Indicator />
      <span className={classes.optionWords}>
        <strong>{texts.provider(name)}</strong>
        {words !== undefined && <span className={classes.quiet}>{words}</span>}
      </span>
    </Radio.Card>
  )
}
