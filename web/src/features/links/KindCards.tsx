import { Radio } from '@mantine/core'
import { IconAd2, IconHash, IconLink, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LinkKind } from '@/api/links'
import classes from './KindCards.module.css'

const kinds: readonly { value: LinkKind; icon: Icon }[] = [
  { value: 'tracked', icon: IconLink },
  { value: 'hashtag', icon: IconHash },
]

interface KindCardsProps {
  value: LinkKind
  onChange: (kind: LinkKind) => void
}

/** The two kinds that can be made, each with what becomes of it when the customer rewrites the message. */
export function KindCards({ value, onChange }: KindCardsProps) {
  const { t } = useTranslation('links')
  return (
    <div className={classes.all}>
      <Radio.Group label={t('kind.label')} value={value} onChange={(next) => onChange(next as LinkKind)}>
        <div className={classes.cards}>
          {kinds.map(({ value: kind, icon: Symbol }) => (
            <Radio.Card key={kind} value={kind} className={classes.card} aria-label={`${t(`kind.${kind}`)}. ${t(`kind.${kind}Risk`)}`}>
              <span className={classes.head}>
                <Symbol size={20} stroke={1.75} aria-hidden />
                <strong>{t(`kind.${kind}`)}</strong>
                <Radio.Indicator className={classes.mark} />
              </span>
              <span className={classes.text}>{t(`kind.${kind}Text`)}</span>
              <span className={classes.risk} data-kind={kind}>
                {t(`kind.${kind}Risk`)}
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <aside className={classes.note} aria-label={t('kind.ad')}>
        <IconAd2 size={20} stroke={1.75} aria-hidden />
        <span>
          <strong>{t('kind.ad')}</strong>
          <span className={classes.text}>{t('kind.adText')}</span>
          <span className={classes.text}>{t('kind.adRisk')}</span>
        </span>
      </aside>
    </div>
  )
}
