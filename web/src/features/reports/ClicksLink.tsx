import { useState } from 'react'
import { Badge, Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { clicksQuery } from '@/api/reports'
import { Loaded } from '@/components/States'
import { useFormat } from '@/format'
import classes from './ClicksLink.module.css'
import shared from './reports.module.css'

/** A figure about clicks, opening the clicks it counts. */
export function ClicksLink({ query, value }: { query: string; value: number }) {
  const { t } = useTranslation(['reports', 'common'])
  const format = useFormat()
  const [opened, setOpened] = useState(false)
  if (value === 0) return <span className={shared.zero}>{format.number(value)}</span>
  return (
    <>
      <button type="button" className={shared.link} onClick={() => setOpened(true)}>
        {format.number(value)}
      </button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('clicks.title')}
        closeButtonProps={{ 'aria-label': t('common:actions.close') }}
      >
        <ClickList query={query} />
      </Drawer>
    </>
  )
}

function ClickList({ query }: { query: string }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  return (
    <Loaded query={useQuery(clicksQuery(query))}>
      {({ items, total }) => (
        <>
          <p className={classes.clicksLead}>
            {t('clicks.shown', { count: items.length, shown: format.number(items.length), total: format.number(total ?? items.length) })}
          </p>
          <ul className={classes.clicks}>
            {items.map(({ id, at, device, referrer, matched }) => (
              <li key={id}>
                <span>
                  <strong>{format.dateTime(at)}</strong>
                  <span className={classes.clickFrom}>
                    {t(`clicks.${device ?? 'other'}`)}
                    {referrer && ` · ${referrer}`}
                  </span>
                </span>
                {matched && <Badge>{t('clicks.matched')}</Badge>}
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  )
}
