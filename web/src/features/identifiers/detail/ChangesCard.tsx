import { useState } from 'react'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useIdentifierChanges, type IdentifierChange } from '@/api/identifiers'
import { Card } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import classes from './detail.module.css'

const step = 10

/** Who changed what, and when: names before and after, merges and splits. */
export function ChangesCard({ id }: { id: string }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const [limit, setLimit] = useState(step)
  const changes = useIdentifierChanges(id, limit, true)
  return (
    <Card title={t('changes.title')}>
      <Loaded query={changes} skeleton={<Skeletons count={3} />}>
        {({ items, next_cursor }) =>
          items.length === 0 ? (
            <p className={classes.none}>{t('changes.empty')}</p>
          ) : (
            <>
              <ol className={classes.changes}>
                {items.map((change) => (
                  <li key={change.id}>
                    <Change change={change} id={id} />
                  </li>
                ))}
              </ol>
              {next_cursor !== null && limit < 200 && (
                <Button variant="default" size="sm" className={classes.more} loading={changes.isFetching} onClick={() => setLimit(Math.min(200, limit + 3 * step))}>
                  {t('common:actions.loadMore')}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Change({ change, id }: { change: IdentifierChange; id: string }) {
  const { t } = useTranslation('identifiers')
  const format = useFormat()
  const who = change.actor_name ?? t(`changes.actor.${change.actor_kind === 'token' ? 'token' : 'user'}`)
  const merging = change.way === 'merged' || change.way === 'split'
  const inward = merging && change.identifier.id !== id
  const way = !inward ? change.way : change.way === 'merged' ? 'mergedHere' : 'splitHere'
  const other = inward ? change.identifier : change.other
  return (
    <>
      <span className={classes.changeHead}>
        <strong>{t(`changes.way.${way}`)}</strong>
        {merging && other && (
          <Link to="/identificadores/$id" params={{ id: other.id }}>
            {other.label}
          </Link>
        )}
      </span>
      {change.names.map(({ field, from, to }) => (
        <span key={field} className={classes.changeName}>
          <span className={classes.quiet}>{t(`field.${field}`)}:</span> <del>{from ?? t('names.missing')}</del>
          <span aria-hidden>→</span>
          <ins>{to ?? t('names.missing')}</ins>
        </span>
      ))}
      <span className={classes.quiet}>
        {who} · {format.dateTime(change.at)}
      </span>
    </>
  )
}
