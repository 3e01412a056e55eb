import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLatestConversations } from '@/api/identifiers'
import type { Conversation } from '@/api/conversations'
import { useWorksConversations } from '@/api/session'
import { OutcomeBadge, type Outcome } from '@/components/Chips'
import { Card } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import classes from './detail.module.css'

/** The conversations that came in last. */
export function LatestCard({ id }: { id: string }) {
  const { t } = useTranslation('identifiers')
  const latest = useLatestConversations(id, 8)
  return (
    <Card
      title={t('latest.title')}
      actions={
        <Link to="/atendimentos" search={{ entry_identifier_id: id, counted: 'true', status: 'all' } as never}>
          {t('latest.all')}
        </Link>
      }
    >
      <Loaded query={latest} skeleton={<Skeletons count={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={classes.none}>{t('latest.empty')}</p>
          ) : (
            <ul className={classes.latest}>
              {items.map((one) => (
                <li key={one.id}>
                  <Row conversation={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function Row({ conversation: one }: { conversation: Conversation }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  // The role marketing sees no messages.
  const mayRead = useWorksConversations()
  const name = one.contact.name ?? (one.contact.phone ? format.phone(one.contact.phone) : t('latest.unnamed'))
  const outcome = one.closing?.outcome as Outcome | null | undefined
  return (
    <>
      <span className={classes.mergedName}>
        {mayRead ? (
          <Link to="/atendimentos/$id" params={{ id: one.id }} search={{ status: 'all' } as never}>
            {name}
          </Link>
        ) : (
          <strong>{name}</strong>
        )}
        <span className={classes.quiet}>
          {one.protocol} · {format.dateTime(one.opened_at)}
        </span>
      </span>
      {outcome ? (
        <OutcomeBadge outcome={outcome} label={one.closing?.disposition} />
      ) : (
        <OutcomeBadge outcome={one.status === 'closed' ? 'unclassified' : 'open'} label={one.status === 'closed' ? undefined : t(`common:status.${one.status}`)} />
      )}
    </>
  )
}
