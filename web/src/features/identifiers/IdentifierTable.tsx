import { ActionIcon, Checkbox } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EntryIdentifier } from '@/api/identifiers'
import { OriginChip } from '@/components/Chips'
import type { Column } from '@/components/DataTable'
import { ListLink } from '@/components/ListLink'
import { StackedTable } from '@/components/StackedTable'
import { useFormat } from '@/format'
import { Address } from './Address'
import type { Counted } from './figures'
import classes from './identifiers.module.css'

export interface TableActions {
  /** `campaign` begins at that field. */
  onEdit: (identifier: EntryIdentifier, field?: 'campaign') => void
  selected: ReadonlySet<string>
  onSelect: (ids: readonly string[], chosen: boolean) => void
}

interface IdentifierTableProps {
  rows: readonly EntryIdentifier[]
  counted: (row: EntryIdentifier) => Counted
  /** Without them the table is for reading. */
  actions?: TableActions | undefined
}

export function IdentifierTable({ rows, counted, actions }: IdentifierTableProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  const navigate = useNavigate()
  const right = 'right' as const
  const figures = rows[0] !== undefined && counted(rows[0]).won !== null
  const columns: Column<EntryIdentifier>[] = [
    ...(actions ? [checks(rows, actions, t('choose'), (row) => t('chooseOf', { label: row.label }), t('chooseAll'))] : []),
    {
      key: 'label',
      header: t('identifier'),
      width: 240,
      sortValue: (row) => row.label,
      render: (row) => (
        <span className={classes.name}>
          <Label row={row} />
          <Address row={row} />
        </span>
      ),
    },
    { key: 'kind', header: t('kind'), sortValue: (row) => row.kind, render: (row) => <OriginChip kind={row.kind} framed /> },
    { key: 'campaign', header: t('campaignAndSet'), shortHeader: t('field.campaign'), sortValue: (row) => row.campaign, render: (row) => <Campaign row={row} onFill={actions?.onEdit} /> },
    { key: 'site', header: t('field.site'), sortValue: (row) => row.site, render: (row) => <Named text={row.site} /> },
    {
      key: 'conversations',
      header: t('conversations'),
      align: right,
      sortValue: (row) => counted(row).conversations,
      render: (row) => <ListLink query={counted(row).query} value={counted(row).conversations} />,
    },
    ...(figures
      ? [
          {
            key: 'won',
            header: t('won'),
            align: right,
            sortValue: (row: EntryIdentifier) => counted(row).won,
            render: (row: EntryIdentifier) => <ListLink query={counted(row).query} narrow={{ stage: 'won' }} value={counted(row).won ?? 0} />,
          },
          {
            key: 'revenue',
            header: t('revenue'),
            align: right,
            sortValue: (row: EntryIdentifier) => counted(row).revenue_cents,
            render: (row: EntryIdentifier) => <Money cents={counted(row).revenue_cents} />,
          },
        ]
      : []),
    ...(actions
      ? [
          {
            key: 'edit',
            header: t('common:actions.edit'),
            shortHeader: '',
            width: 56,
            render: (row: EntryIdentifier) => <EditButton row={row} actions={actions} />,
          },
        ]
      : []),
  ]
  return (
    <StackedTable
      label={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowTone={(row) => (actions?.selected.has(row.id) ? 'selected' : undefined)}
      minWidth={980}
      onRowClick={(row) => void navigate({ to: '/identificadores/$id', params: { id: row.id } })}
      card={(row) => <IdentifierCard row={row} counted={counted(row)} actions={actions} />}
    />
  )
}

function checks(rows: readonly EntryIdentifier[], { selected, onSelect }: TableActions, header: string, nameOf: (row: EntryIdentifier) => string, all: string): Column<EntryIdentifier> {
  const ids = rows.map(({ id }) => id)
  const some = ids.filter((id) => selected.has(id)).length
  return {
    key: 'choose',
    header,
    shortHeader: (
      <Checkbox
        aria-label={all}
        checked={some > 0 && some === ids.length}
        indeterminate={some > 0 && some < ids.length}
        onChange={(event) => onSelect(ids, event.currentTarget.checked)}
      />
    ),
    width: 52,
    render: (row) => <Checkbox aria-label={nameOf(row)} checked={selected.has(row.id)} onChange={(event) => onSelect([row.id], event.currentTarget.checked)} />,
  }
}

function Label({ row }: { row: EntryIdentifier }) {
  return (
    <Link to="/identificadores/$id" params={{ id: row.id }} className={classes.label}>
      {row.label}
    </Link>
  )
}

function EditButton({ row, actions }: { row: EntryIdentifier; actions: TableActions }) {
  const { t } = useTranslation('identifiers')
  return (
    <ActionIcon aria-label={t('editOf', { label: row.label })} onClick={() => actions.onEdit(row)}>
      <IconPencil size={18} stroke={1.75} aria-hidden />
    </ActionIcon>
  )
}

interface CampaignProps {
  row: EntryIdentifier
  onFill: TableActions['onEdit'] | undefined
}

/** The campaign, or that nobody told it, with the way to tell it. */
export function Campaign({ row, onFill }: CampaignProps) {
  const { t } = useTranslation('identifiers')
  if (row.campaign)
    return (
      <span className={classes.campaign}>
        <Named text={row.campaign} />
        {row.ad_set && <span className={classes.beneath}>{row.ad_set}</span>}
      </span>
    )
  return (
    <span className={classes.missing}>
      {t('noCampaign')}
      {onFill && (
        <button type="button" className={classes.fill} aria-label={t('fillFor', { label: row.label })} onClick={() => onFill(row, 'campaign')}>
          {t('fill')}
        </button>
      )}
    </span>
  )
}

export function Money({ cents }: { cents: number | null }) {
  const format = useFormat()
  if (!cents) return <span className={classes.zero}>{cents === 0 ? format.money(0) : '—'}</span>
  return <span className={classes.nowrap}>{format.money(cents)}</span>
}

function Named({ text }: { text: string | null }) {
  return text ? <span className={classes.text}>{text}</span> : <span className={classes.zero}>—</span>
}

interface IdentifierCardProps {
  row: EntryIdentifier
  counted: Counted
  actions?: TableActions | undefined
}

/** An identifier on a phone. */
function IdentifierCard({ row, counted, actions }: IdentifierCardProps) {
  const { t } = useTranslation('identifiers')
  return (
    <div className={classes.card}>
      <div className={classes.cardHead}>
        {actions && (
          <Checkbox
            aria-label={t('chooseOf', { label: row.label })}
            checked={actions.selected.has(row.id)}
            onChange={(event) => actions.onSelect([row.id], event.currentTarget.checked)}
          />
        )}
        <Label row={row} />
        {actions && <EditButton row={row} actions={actions} />}
      </div>
      <div className={classes.cardLine}>
        <OriginChip kind={row.kind} framed />
        <Campaign row={row} onFill={actions?.onEdit} />
      </div>
      <Address row={row} />
      <dl className={classes.cardFigures}>
        <dt>{t('conversations')}</dt>
        <dd>
          <ListLink query={counted.query} value={counted.conversations} />
        </dd>
        {counted.won !== null && (
          <>
            <dt>{t('won')}</dt>
            <dd>
              <ListLink query={counted.query} narrow={{ stage: 'won' }} value={counted.won} />
            </dd>
            <dt>{t('revenue')}</dt>
            <dd>
              <Money cents={counted.revenue_cents} />
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}
