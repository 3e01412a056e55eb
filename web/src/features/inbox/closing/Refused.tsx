import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ManyOutcomes } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import { useDepartments } from '@/api/departments'
import { ApiProblem } from '@/api/problem'
import { byCode, useProblemText } from '@/components/problems'
import { useContactName } from '../names'
import classes from './closing.module.css'

type Reason = NonNullable<ManyOutcomes['items'][number]['problem']>

const ownField = 'fields.'

interface RefusedProps {
  result: ManyOutcomes
  conversations: readonly Conversation[]
  onClose: () => void
}

/** Those of several that stayed as they were, each with the reason. */
export function Refused({ result, conversations, onClose }: RefusedProps) {
  const { t } = useTranslation(['thread', 'common'])
  const nameOf = useContactName()
  const problemText = useProblemText()
  const departments = useDepartments().data
  const reasonOf = ({ errors = [], status, code, title }: Reason, conversation: Conversation | undefined): string => {
    const department = departments?.find((one) => one.id === conversation?.department_id)
    const asked = errors.flatMap(({ field }) => {
      if (!field.startsWith(ownField)) return []
      return department?.form_fields.find((one) => one.key === field.slice(ownField.length))?.label ?? []
    })
    if (department && asked.length > 0) return t('many.asksMore', { department: department.name, fields: asked.join(', ') })
    const known = errors.map((one) => byCode('field', one.code, one.message)).find((text) => text !== undefined)
    return known ?? problemText(new ApiProblem({ status: status ?? 422, code: code ?? '', title: title ?? '' }))
  }
  return (
    <div className={classes.form}>
      <p className={classes.lead} role="alert">
        {t('many.refused', { count: result.refused })}
      </p>
      <ul className={classes.history}>
        {result.items
          .filter((one) => one.outcome === 'refused')
          .map((one) => {
            const conversation = conversations.find(({ id }) => id === one.conversation_id)
            return (
              <li key={one.conversation_id}>
                <b>{conversation ? nameOf(conversation.contact) : one.conversation_id}</b>
                <span>{conversation?.protocol}</span>
                <p>{one.problem ? reasonOf(one.problem, conversation) : ''}</p>
              </li>
            )
          })}
      </ul>
      <div className={classes.foot}>
        <Button onClick={onClose} data-autofocus>
          {t('common:actions.understood')}
        </Button>
      </div>
    </div>
  )
}
