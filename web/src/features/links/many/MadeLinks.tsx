import { useEffect, useRef } from 'react'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconPrinter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Link } from '@/api/links'
import { CopyButton } from '@/components/CopyButton'
import { DataTable } from '@/components/DataTable'
import { Card } from '@/components/Page'
import classes from './many.module.css'
import shared from '../links.module.css'

interface MadeLinksProps {
  links: readonly Link[]
  onDone: () => void
  onSheet: (ids: string[]) => void
  onMore: () => void
}

/** The finished links, to copy in one go or print. */
export function MadeLinks({ links, onDone, onSheet, onMore }: MadeLinksProps) {
  const { t } = useTranslation(['generator', 'links'])
  const copy = useRef<HTMLButtonElement>(null)
  useEffect(() => copy.current?.focus(), [])
  const lines = links.map(({ name, site, utm, short_url }) => [name, site, utm.utm_campaign ?? '', short_url].join('\t'))
  return (
    <Card>
      <p className={shared.made} role="status">
        <IconCircleCheck size={22} aria-hidden />
        {t('many.made', { count: links.length })}
      </p>
      <div className={shared.files}>
        <CopyButton ref={copy} value={lines.join('\n')} label={t('many.copyAll')} variant="filled" />
        <Button variant="default" leftSection={<IconPrinter size={17} aria-hidden />} onClick={() => onSheet(links.map(({ id }) => id))}>
          {t('sheet.title')}
        </Button>
        <Button variant="default" onClick={onMore}>
          {t('many.more')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('links:made.done')}
        </Button>
      </div>
      <p className={shared.hint}>{t('many.copyHint')}</p>
      <div className={classes.tall}>
        <DataTable
          label={t('many.made', { count: links.length })}
          rows={links}
          rowKey={(link) => link.id}
          columns={[
            { key: 'name', header: t('many.column.name'), render: (link) => <strong>{link.name}</strong> },
            { key: 'site', header: t('many.column.site'), render: (link) => link.site },
            { key: 'campaign', header: t('many.column.campaign'), render: (link) => link.utm.utm_campaign ?? '—' },
            {
              key: 'address',
              header: t('links:columns.address'),
              render: (link) => (
                <span className={shared.short}>
                  {link.short_url.replace(/^https?:\/\//, '')}
                  <CopyButton compact value={link.short_url} label={t('links:copyOf', { name: link.name })} />
                </span>
              ),
            },
          ]}
        />
      </div>
    </Card>
  )
}
