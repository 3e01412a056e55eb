import { useState } from 'react'
import { Button, UnstyledButton } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { unfitReasons, type Conversion, type Conversions, type UnfitReason } from '@/api/conversions'
import { OutcomeBadge } from '@/components/Chips'
import type { Column } from '@/components/DataTable'
import { Card } from '@/components/Page'
import { StackedTable } from '@/components/StackedTable'
import { useFormat } from '@/format'
import { ConversationLink } from './ConversationLink'
import type { ConversionsSearch } from './search'
import classes from './conversions.module.css'

const route = getRouteApi('/app/relatorios/conversoes')
const firstRows = 20

/** What does not go into the file, each with its reason in words. */
export function LeftOut({ found }: { found: Conversions }) {
  const { t } = useTranslation(['conversions', 'common'])
  const format = useFormat()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [most, setMost] = useState(firstRows)
  const outside = found.items.filter((item) => item.reason !== null)
  const present = unfitReasons.filter((reason) => (found.reasons[reason] ?? 0) > 0)
  const chosen = present.find((reason) => reason === search.reason)
  const rows = chosen === undefined ? outside : outside.filter((item) => item.reason === chosen)
  const pick = (reason: UnfitReason | undefined) => {
    setMost(firstRows)
    void navigate({ search: (now: ConversionsSearch) => ({ ...now, reason }), replace: true, resetScroll: false })
  }
  const said = (row: Conversion) => row.reason !== null && t(`reason.${row.reason}`)
  const columns: Column<Conversion>[] = [
    { key: 'protocol', header: t('preview.protocol'), render: (row) => <ConversationLink row={row} /> },
    { key: 'closed', header: t('preview.closed'), render: (row) => format.dateTime(row.closed_at) },
    { key: 'outcome', header: t('preview.outcome'), render: (row) => <OutcomeBadge outcome={row.outcome} /> },
    { key: 'value', header: t('preview.value'), align: 'right', render: (row) => (row.value_cents === null ? '—' : format.money(row.value_cents)) },
    { key: 'reason', header: t('outside.reason'), width: 340, render: said },
  ]
  return (
    <Card flush title={t('outside.title')} lead={t('outside.lead')}>
      {outside.length === 0 ? (
        <p className={classes.rest}>{t('outside.none')}</p>
      ) : (
        <>
          <div className={classes.reasons} role="group" aria-label={t('outside.filter')}>
            <ReasonButton pressed={chosen === undefined} count={outside.length} onPress={() => pick(undefined)}>
              {t('outside.all')}
            </ReasonButton>
            {present.map((reason) => (
              <ReasonButton key={reason} pressed={chosen === reason} count={found.reasons[reason] ?? 0} onPress={() => pick(reason)}>
                {t(`reason.${reason}`)}
              </ReasonButton>
            ))}
          </div>
          <StackedTable
            label={t('outside.title')}
            columns={columns}
            rows={rows.slice(0, most)}
            rowKey={(row) => row.conversation_id}
            minWidth={860}
            card={(row) => (
              <div className={classes.card}>
                <span className={classes.cardRow}>
                  <ConversationLink row={row} />
                  <span className={classes.quiet}>{format.dateTime(row.closed_at)}</span>
                </span>
                <span>{said(row)}</span>
              </div>
            )}
          />
          {rows.length > most && (
            <div className={classes.more}>
              <Button variant="subtle" onClick={() => setMost(most + 100)}>
                {t('common:actions.loadMore')}
              </Button>
            </div>
          )}
        </>
      )}
    </Card>
  )
}

interface ReasonButtonProps {
  pressed: boolean
  count: number
  onPress: () => void
  children: React.ReactNode
}

function ReasonButton({ pressed, count, onPress, children }: ReasonButtonProps) {
  const format = useFormat()
  return (
    <UnstyledButton className={classes.reason} aria-pressed={pressed} onClick={onPress}>
      {children} <b>{format.number(count)}</b>
    </UnstyledButton>
  )
}
