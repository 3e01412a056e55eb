import { useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import type { Link } from '@/api/links'
import { likeliest } from '../NewLinkForm'
import { FileWay } from './FileWay'
import { MadeLinks } from './MadeLinks'
import { ProductWay } from './ProductWay'
import type { Common } from './rows'
import { TableWay } from './TableWay'
import classes from './many.module.css'

export const ways = ['table', 'file', 'product'] as const
export type Way = (typeof ways)[number]

export interface WayProps {
  common: Common
  onCommon: (next: Common) => void
  channels: readonly Channel[]
  tags: readonly string[]
  onMade: (links: Link[]) => void
  onDone: () => void
}

interface ManyLinksProps {
  channels: readonly Channel[]
  links: readonly Link[]
  way: Way
  onWay: (way: Way) => void
  onDone: () => void
  onSheet: (ids: string[]) => void
}

/** *Vários de uma vez*: as a table, out of a file, or every site with every campaign. */
export function ManyLinks({ channels, links, way, onWay, onDone, onSheet }: ManyLinksProps) {
  const { t } = useTranslation(['links', 'generator'])
  const [made, setMade] = useState<Link[]>()
  const [common, setCommon] = useState<Common>({
    channel_id: likeliest(channels),
    message: t('generator:many.messageDefault'),
    department_id: null,
    tags: [],
  })
  if (made) return <MadeLinks links={made} onDone={onDone} onSheet={onSheet} onMore={() => setMade(undefined)} />
  const part = { common, onCommon: setCommon, channels, tags: links.flatMap((link) => link.tags), onMade: setMade, onDone }
  return (
    <>
      <SegmentedControl
        className={classes.ways}
        aria-label={t('generator:many.way')}
        value={way}
        onChange={(next) => onWay(next as Way)}
        data={ways.map((value) => ({ value, label: t(`generator:many.ways.${value}`) }))}
      />
      {way === 'table' && <TableWay {...part} />}
      {way === 'file' && <FileWay {...part} />}
      {way === 'product' && <ProductWay {...part} />}
    </>
  )
}
