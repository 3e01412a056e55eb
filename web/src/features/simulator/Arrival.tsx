import { useState } from 'react'
import { SegmentedControl, UnstyledButton } from '@mantine/core'
import { IconHash, IconLink, IconMessage, IconPhoto, IconShoppingBag, IconSpeakerphone, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Choices, NewTap } from '@/api/simulator'
import { Skeletons } from '@/components/States'
import classes from './simulator.module.css'

const ways = ['ad', 'link', 'hashtag', 'product', 'plain'] as const
type Way = (typeof ways)[number]

interface ArrivalProps {
  choices: Choices | undefined
  pending: boolean
  onChoose: (choice: NewTap) => void
}

/** How the person comes to the store: an ad, a link, a hashtag, or just the number. */
export function Arrival({ choices, pending, onChoose }: ArrivalProps) {
  const { t } = useTranslation('demo')
  const [way, setWay] = useState<Way>('ad')
  return (
    <section className={classes.card} aria-labelledby="arrival">
      <h2 className={classes.heading} id="arrival">
        {t('simulator.arrival.title')}
      </h2>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby="arrival"
        value={way}
        onChange={(value) => setWay(value as Way)}
        data={ways.map((value) => ({ value, label: t(`simulator.way.${value}`) }))}
      />
      <p className={classes.note}>{t(`simulator.said.${way}`)}</p>
      {choices ? (
        <ul className={classes.options} aria-busy={pending}>
          {optionsOf(way, choices, t('simulator.arrival.plain'), t('simulator.arrival.plainHint')).map((option) => (
            <li key={option.key}>
              <Option option={option} onTap={() => onChoose(option.choice)} />
            </li>
          ))}
        </ul>
      ) : (
        <Skeletons shape="rows" count={3} />
      )}
    </section>
  )
}

interface Listed {
  key: string
  name: string
  hint: string
  symbol: Icon
  choice: NewTap
}

function optionsOf(way: Way, { ads, links, products }: Choices, plain: string, plainHint: string): Listed[] {
  if (way === 'plain') return [{ key: 'plain', name: plain, hint: plainHint, symbol: IconMessage, choice: { kind: 'plain' } }]
  if (way === 'ad') {
    return ads.map(({ key, kind, headline, campaign, body }) => ({
      key,
      name: headline,
      hint: campaign ?? body,
      symbol: kind === 'ad' ? IconSpeakerphone : IconPhoto,
      choice: { kind: 'ad', key },
    }))
  }
  if (way === 'product') {
    return products.map(({ retailer_id, name, price }) => ({
      key: retailer_id,
      name,
      hint: price,
      symbol: IconShoppingBag,
      choice: { kind: 'product', retailer_id },
    }))
  }
  const wanted = way === 'hashtag' ? 'hashtag' : 'tracked'
  return links
    .filter(({ kind }) => kind === wanted)
    .map(({ slug, name, site }) => ({
      key: slug,
      name,
      hint: site,
      symbol: way === 'hashtag' ? IconHash : IconLink,
      choice: { kind: 'link', slug },
    }))
}

function Option({ option: { name, hint, symbol: Symbol }, onTap }: { option: Listed; onTap: () => void }) {
  return (
    <UnstyledButton className={classes.option} onClick={onTap}>
      <span className={classes.symbol} aria-hidden>
        <Symbol size={18} stroke={1.75} />
      </span>
      <span className={classes.words}>
        <strong>{name}</strong>
        <span>{hint}</span>
      </span>
    </UnstyledButton>
  )
}
