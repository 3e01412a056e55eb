import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useConversationsOf, type Conversation } from '@/api/conversations'
import { OutcomeBadge, type Stage } from '@/components/Chips'
import { useFormat } from '@/format'
import classes from './contact.module.css'

const stageOf = ({ status, closing }: Conversation): Stage =>
  status !== 'closed' ? 'open' : (closing?.outcome ?? 'unclassified')

/** What the same contact talked about before and after. */
export function EarlierConversations({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const others = useConversationsOf(conversation.contact.id).data?.items.filter((one) => one.id !== conversation.id)
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t('earlier.title')}</h3>
      {others?.length === 0 && <p className={classes.none}>{t('earlier.none')}</p>}
      <ul className={classes.earlier}>
        {others?.map((one) => (
          <li key={one.id}>
            <Link to="/atendimentos/$id" params={{ id: one.id }} search={true as never} className={classes.earlierRow}>
              <span className={classes.earlierLine}>
                <OutcomeBadge outcome={stageOf(one)} label={one.closing?.disposition} />
                {one.closing?.value_cents != null && <b className="tabular">{format.money(one.closing.value_cents)}</b>}
              </span>
              <span className={classes.stepDetail}>
                {format.date(one.opened_at)} · {one.protocol}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
