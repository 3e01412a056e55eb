import '@/controls.css'
import { Modal } from '@mantine/core'
import { IconCircleCheck, IconHandStop, IconMessageExclamation } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useConversation } from '@/api/conversations'
import { useRuleActions, type ClosingRule, type RuleAction } from '@/api/rules'
import { EmptyState, Loaded } from '@/components/States'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import classes from './rules.module.css'

const symbols = { warned: IconMessageExclamation, closed: IconCircleCheck, held: IconHandStop }

/** What a rule did, and what somebody took back of it. */
export default function ActionsModal({ rule, onClose }: { rule: ClosingRule; onClose: () => void }) {
  const { t } = useTranslation(['rules', 'common'])
  const format = useFormat()
  const actions = useRuleActions(rule.department_id, rule.id)
  const { closed, corrected } = rule.lately
  return (
    <Modal opened onClose={onClose} size={640} title={t('actions.title', { name: rule.name })} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      {closed > 0 && <p className={classes.hint}>{t('actions.rate', { corrected: format.number(corrected), closed: format.number(closed), share: format.percent(corrected / closed, 0) })}</p>}
      <Loaded query={actions}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title={t('actions.none')}>{t('actions.noneHint')}</EmptyState>
          ) : (
            <ul className={classes.actions}>
              {all.map((action) => (
                <Action key={action.id} action={action} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Modal>
  )
}

function Action({ action }: { action: RuleAction }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const conversation = useConversation(action.conversation_id).data
  const Symbol = symbols[action.kind]
  return (
    <li>
      <Symbol size={18} stroke={1.75} aria-hidden />
      <span className={classes.actionWords}>
        <a href={`/atendimentos/${action.conversation_id}`} target="_blank" rel="noopener">
          {conversation ? (conversation.contact.name ?? conversation.protocol) : t('actions.conversation')}
        </a>
        <span className={classes.hint}>
          {t(`actions.${action.kind}`)} · {format.dateTime(action.at)}
        </span>
      </span>
      {action.corrected_at && <Tone tone="danger">{t('actions.corrected')}</Tone>}
    </li>
  )
}
