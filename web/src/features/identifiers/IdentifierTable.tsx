import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconExternalLink, IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EntryIdentifier } from '@/api/identifiers'
import { OriginChip } from '@/components/Chips'
import { CopyButton } from '@/components/CopyButton'
import { DataTable, type Column } from '@/components/DataTable'
import { useFormat } from '@/format'
import classes from './identifiers.module.css'

interface IdentifierTableProps {
  rows: readonly EntryIdentifier[]
  /** Without it the table is for reading. */
  onEdit?: (identifier: EntryIdentifier) => void
}

export function IdentifierTable({ rows, onEdit }: IdentifierTableProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  const phone = useMediaQuery('(max-width: 47.99em)') ?? false
  const named = (key: 'ad_set' | 'ad' | 'site'): Column<EntryIdentifier> => ({
    key,
    header: t(`field.${key}`),
    sortValue: (row) => row[key],
    render: (row) => <Named text={row[key]} />,
  })
  const columns: Column<EntryIdentifier>[] = [
    {
      key: 'label',
      header: t('identifier'),
      width: 300,
      sortValue: (row) => row.label,
      render: (row) => (
        <span className={classes.name}>
          <span className={classes.label}>{row.label}</span>
          <Address row={row} />
        </span>
      ),
    },
    { key: 'kind', header: t('kind'), sortValue: (row) => row.kind, render: (row) => <OriginChip kind={row.kind} framed /> },
    {
      key: 'campaign',
      header: t('field.campaign'),
      sortValue: (row) => row.campaign,
      render: (row) =>
        row.campaign ? (
          <Named text={row.campaign} />
        ) : (
          <span className={classes.missing}>
            {t('noCampaign')}
            {onEdit && (
              <button type="button" className={classes.fill} aria-label={t('fillFor', { label: row.label })} onClick={() => onEdit(row)}>
                {t('fill')}
              </button>
            )}
          </span>
        ),
    },
    named('ad_set'),
    named('ad'),
    named('site'),
    {
      key: 'conversations',
      header: t('conversations'),
      align: 'right',
      sortValue: (row) => row.conversations,
      render: (row) =>
        row.conversations === 0 ? (
          <span className={classes.zero}>0</span>
        ) : (
          <Link to="/atendimentos" search={{ entry_identifier_id: row.id, counted: 'true' } as never} className={classes.link}>
            {format.number(row.conversations)}
          </Link>
        ),
    },
    {
      key: 'created_at',
      header: t('firstSeen'),
      align: 'right',
      sortValue: (row) => row.created_at,
      render: (row) => <span className={classes.nowrap}>{format.date(row.created_at)}</span>,
    },
    ...(onEdit
      ? [
          {
            key: 'edit',
            header: t('common:actions.edit'),
            shortHeader: '',
            width: 56,
            render: (row: EntryIdentifier) => (
              <ActionIcon aria-label={t('editOf', { label: row.label })} onClick={() => onEdit(row)}>
                <IconPencil size={18} stroke={1.75} aria-hidden />
              </ActionIcon>
            ),
          },
        ]
      : []),
  ]
  // On a phone the figure comes before what is behind the edge.
  const ordered = phone ? [...columns].sort((a, b) => Number(b.key === 'label') - Number(a.key === 'label') || Number(b.key === 'conversations') - Number(a.key === 'conversations')) : columns
  return (
    <div className={classes.table}>
      <DataTable
        label={t('title')}
        columns={ordered}
        rows={rows}
        rowKey={(row) => row.id}
        minWidth={1180}
        {...(onEdit ? { onRowClick: onEdit } : {})}
      />
    </div>
  )
}

function Named({ text }: { text: string | null }) {
  return text ? <span className={classes.text}>{text}</span> : <span className={classes.zero}>—</span>
}

const shown = (address: string) => address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')

/** The identifier as a link: the ad or post, or the short address with a button that copies it. */
function Address({ row }: { row: EntryIdentifier }) {
  const { t } = useTranslation('identifiers')
  const address = row.short_url ?? row.source_url
  if (!address) return <span className={classes.key}>{row.key}</span>
  return (
    <span className={classes.address}>
      {/* Only web addresses: a card's address is written by whoever made the ad. */}
      {/^https?:\/\//i.test(address) ? (
        <a href={address} target="_blank" rel="noopener noreferrer nofollow" className={classes.open} aria-label={t('openOf', { address: shown(address) })}>
          <span>{shown(address)}</span>
          <IconExternalLink size={13} aria-hidden />
        </a>
      ) : (
        <span className={classes.key}>{address}</span>
      )}
      {row.short_url && <CopyButton value={row.short_url} compact />}
    </span>
  )
}
