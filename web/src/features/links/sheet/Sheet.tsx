import { useState } from 'react'
import { Button, Checkbox, SegmentedControl } from '@mantine/core'
import { IconDownload, IconLink, IconPrinter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Link } from '@/api/links'
import { qrLevels, sheetAddress, type QrLevel } from '@/api/qr'
import { Card } from '@/components/Page'
import { matchesSearch, SearchField } from '@/components/SearchField'
import { EmptyState } from '@/components/States'
import { Qr } from '../Qr'
import classes from './sheet.module.css'
import shared from '../links.module.css'

const most = 200
const columnChoices = ['1', '2', '3', '4', '5', '6']

interface SheetProps {
  links: readonly Link[]
  /** Those that are chosen to begin with. */
  ids: readonly string[]
}

/** *Folha para imprimir*: the codes of chosen links on A4, each with its name and the address to type. */
export function Sheet({ links, ids }: SheetProps) {
  const { t } = useTranslation(['generator', 'links', 'common'])
  const usable = links.filter((link) => link.archived_at === null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(ids.filter((id) => usable.some((link) => link.id === id))))
  const [columns, setColumns] = useState(3)
  const [level, setLevel] = useState<QrLevel>('M')
  const [q, setQ] = useState<string>()
  const listed = usable.filter((link) => matchesSearch(q, link.name, link.site, link.slug, link.tags.join(' ')))
  const inOrder = usable.filter(({ id }) => chosen.has(id))
  const allListed = listed.length > 0 && listed.every(({ id }) => chosen.has(id))
  const choose = (some: readonly Link[], on: boolean) =>
    setChosen((now) => {
      const next = new Set(now)
      for (const { id } of some) if (on) next.add(id)
      else next.delete(id)
      return next
    })
  const tooMany = inOrder.length > most
  const ready = inOrder.length > 0 && !tooMany
  const address = sheetAddress(inOrder.map(({ id }) => id), columns, level)
  if (usable.length === 0) {
    return (
      <Card>
        <EmptyState icon={IconLink} title={t('links:empty.title')}>
          {t('sheet.empty')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className={shared.columns}>
      <Card title={t('sheet.choose')} lead={t('sheet.chooseLead')}>
        <div className={shared.filters}>
          <SearchField label={t('sheet.search')} value={q} onChange={setQ} />
          <Checkbox
            label={t('sheet.all', { count: listed.length })}
            checked={allListed}
            indeterminate={!allListed && listed.some(({ id }) => chosen.has(id))}
            disabled={listed.length === 0}
            onChange={(event) => choose(listed, event.currentTarget.checked)}
          />
        </div>
        {listed.length === 0 ? (
          <EmptyState title={t('common:states.noResults')}>{t('common:states.noResultsHint')}</EmptyState>
        ) : (
          <ul className={classes.list} aria-label={t('sheet.choose')}>
            {listed.map((link) => (
              <li key={link.id}>
                <Checkbox
                  label={link.name}
                  description={`${link.site} · /l/${link.slug}`}
                  checked={chosen.has(link.id)}
                  onChange={(event) => choose([link], event.currentTarget.checked)}
                />
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card className={shared.aside} title={t('sheet.look')}>
        <div className={classes.option}>
          <span className={shared.label}>{t('sheet.columns')}</span>
          <SegmentedControl aria-label={t('sheet.columns')} value={String(columns)} onChange={(value) => setColumns(Number(value))} data={columnChoices} />
        </div>
        <div className={classes.option}>
          <span className={shared.label}>{t('qr.level')}</span>
          <SegmentedControl
            aria-label={t('qr.level')}
            value={level}
            onChange={(value) => setLevel(value as QrLevel)}
            data={qrLevels.map((value) => ({ value, label: t(`qr.levels.${value}`) }))}
          />
        </div>
        <Paper links={inOrder} columns={columns} />
        <p className={classes.count} role="status" data-wrong={tooMany || undefined}>
          {tooMany ? t('sheet.tooMany', { count: inOrder.length, most }) : t('sheet.count', { count: inOrder.length })}
        </p>
        <div className={shared.files}>
          {ready ? (
            <>
              <Button component="a" href={address} target="_blank" rel="noreferrer" leftSection={<IconPrinter size={17} aria-hidden />}>
                {t('sheet.open')}
              </Button>
              <Button component="a" href={address} download="qr-codes.pdf" variant="default" leftSection={<IconDownload size={17} aria-hidden />}>
                {t('sheet.download')}
              </Button>
            </>
          ) : (
            <Button disabled leftSection={<IconPrinter size={17} aria-hidden />}>
              {t('sheet.open')}
            </Button>
          )}
        </div>
      </Card>
    </div>
  )
}

/** The first page, small: what stands on it is listed beside. */
function Paper({ links, columns }: { links: readonly Link[]; columns: number }) {
  const { t } = useTranslation('generator')
  // A4 with its border, and two lines under each code.
  const rows = Math.max(1, Math.floor(770 / (523 / columns + 34)))
  const shown = links.slice(0, columns * rows)
  return (
    <div className={classes.paper} role="img" aria-label={t('sheet.preview', { count: shown.length, columns })} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {shown.map((link) => (
        <span key={link.id} className={classes.label} aria-hidden>
          <Qr value={link.short_url} label="" size={60} />
          {columns <= 4 && <span>{link.name}</span>}
        </span>
      ))}
      {shown.length === 0 && <span className={classes.blank}>{t('sheet.nothing')}</span>}
    </div>
  )
}
