import { Switch } from '@mantine/core'
import { IconAd2, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CarrierSetting, Strength } from '@/api/carriers'
import { Tone } from '@/components/Tone'
import { carrierSymbols } from './symbols'
import classes from './carriers.module.css'

const tones = { strong: 'good', medium: 'warning', weak: 'danger' } as const

interface CardWords {
  symbol: Icon
  name: string
  strength: Strength
  said: string
  how: string
  kept: boolean
  lost: string
  /** Beside the strength: experimental. */
  mark?: string | undefined
  action?: React.ReactNode
}

/** One way of the origin: how strong it is, how it arrives, and when it is lost. */
function WayCard({ symbol: Symbol, name, strength, said, how, kept, lost, mark, action }: CardWords) {
  const { t } = useTranslation('carriers')
  return (
    <article className={classes.card}>
      <div className={classes.head}>
        <span className={classes.symbol} aria-hidden>
          <Symbol size={20} stroke={1.75} />
        </span>
        <h3 className={classes.name}>{name}</h3>
        {action}
      </div>
      <p className={classes.marks}>
        <Tone tone={tones[strength]}>{t(`strength.${strength}`)}</Tone>
        {mark !== undefined && <Tone tone="quiet">{mark}</Tone>}
      </p>
      <p className={classes.said}>{said}</p>
      <dl className={classes.facts}>
        <div>
          <dt>{t('how')}</dt>
          <dd>{how}</dd>
        </div>
        <div>
          <dt>{t('survives')}</dt>
          <dd data-kept={kept}>{t(kept ? 'kept' : 'gone')}</dd>
        </div>
        <div>
          <dt>{t('lost')}</dt>
          <dd>{lost}</dd>
        </div>
      </dl>
    </article>
  )
}

/** Ads are no choice of ours: WhatsApp itself puts the card there. */
export function AdCard() {
  const { t } = useTranslation('carriers')
  const words = { name: t('ad.name'), said: t('ad.said'), how: t('ad.how'), lost: t('ad.lost') }
  return <WayCard symbol={IconAd2} strength="strong" kept {...words} action={<Tone tone="good">{t('always')}</Tone>} />
}

interface CarrierCardProps {
  setting: CarrierSetting
  busy: boolean
  /** Missing for who may only look. */
  onSwitch?: ((on: boolean) => void) | undefined
}

export function CarrierCard({ setting: { carrier, on, strength, survives_erased_text }, busy, onSwitch }: CarrierCardProps) {
  const { t } = useTranslation(['carriers', 'common'])
  const name = t(`carrier.${carrier}.name`)
  const mark = carrier === 'link_header' ? t('experimental') : undefined
  return (
    <WayCard
      symbol={carrierSymbols[carrier]}
      name={name}
      strength={strength}
      said={t(`carrier.${carrier}.said`)}
      how={t(`carrier.${carrier}.how`)}
      lost={t(`carrier.${carrier}.lost`)}
      kept={survives_erased_text}
      mark={mark}
      action={
        onSwitch ? (
          <Switch
            aria-label={t('switchOf', { name })}
            checked={on}
            disabled={busy}
            onChange={(event) => onSwitch(event.currentTarget.checked)}
          />
        ) : (
          <Tone tone={on ? 'good' : 'quiet'}>{t(on ? 'common:states.on' : 'common:states.off')}</Tone>
        )
      }
    />
  )
}
