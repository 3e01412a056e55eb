import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArrowRight, IconRefreshAlert } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClosingSuggestion, type ClosingForm } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import { useNextConversation } from '../useOpenConversation'
import { useContactName } from '../names'
import { AnswerFields } from './AnswerFields'
import { carryOver, firstAnswers, keptAnswers, valueWish, type Answers } from './answers'
import { ClosedMeanwhile } from './ClosedMeanwhile'
import { FactGrid } from './FactGrid'
import { useSubmit } from './useSubmit'
import classes from './closing.module.css'

export interface ClosingFormBodyProps {
  first: ClosingForm
  conversation: Conversation
  purpose: 'close' | 'classify'
  correcting: boolean
  onClose: () => void
}

export function ClosingFormBody({ first, conversation, purpose, correcting, onClose }: ClosingFormBodyProps) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const nameOf = useContactName()
  const next = useNextConversation()
  const [shown, setShown] = useState(first)
  const element = useRef<HTMLFormElement>(null)
  const onward = useRef(false)
  const form = useForm<Answers>({
    initialValues: startingAnswers(first, conversation, correcting),
    onValuesChange: (answers) => keptAnswers.keep(conversation.id, answers),
  })
  const sending = useSubmit({ conversation, purpose, correcting, form, shown, setShown, onClose, onward })
  const { submit, busy, done, notice, failure, other } = sending
  const asksValue = valueWish(shown, form.values) !== 'none'
  const suggestion = useClosingSuggestion(conversation.id, asksValue && form.values.value_cents === null).data

  const send = (goOn: boolean) => {
    onward.current = goOn
    element.current?.requestSubmit()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send(event.shiftKey && next !== undefined)
  }
  // Somebody else may be faster, before or while this form is sent.
  const overtaken = other ?? (purpose === 'close' && conversation.status === 'closed' && !busy && !done ? conversation.closing : null)
  if (overtaken) return <ClosedMeanwhile closing={overtaken} onClose={onClose} />
  return (
    <form
      ref={element}
      className={classes.form}
      onSubmit={(event) => {
        submit(event)
        onward.current = false
      }}
      onKeyDown={onKeyDown}
      noValidate
    >
      {!shown.full_closing && <p className={classes.lead}>{lead()}</p>}
      {notice && (
        <p className={classes.notice} role="alert">
          <IconRefreshAlert size={18} stroke={1.75} aria-hidden />
          {t(`thread:closing.stale.${notice}`)}
        </p>
      )}
      {shown.full_closing && <FactGrid conversation={conversation} />}
      <AnswerFields shown={shown} form={form} element={element} correcting={correcting} suggestion={suggestion} />
      {failure && (
        <p role="alert" className={classes.failure}>
          {failure}
        </p>
      )}
      <div className={classes.foot}>
        <p className={classes.keys}>{t(`thread:closing.${keys()}`)}</p>
        <Button variant="default" onClick={onClose}>
          {t('common:actions.cancel')}
        </Button>
        {next !== undefined && !correcting && (
          <Button
            variant="default"
            disabled={busy}
            rightSection={<IconArrowRight size={17} stroke={1.9} aria-hidden />}
            title="Ctrl+Shift+Enter"
            onClick={() => send(true)}
          >
            {purpose === 'close' ? t('thread:closing.andNext') : t('thread:closing.saveAndNext')}
          </Button>
        )}
        <Button type="submit" loading={busy}>
          {purpose === 'close' ? t('thread:closing.submit') : t('thread:closing.save')}
        </Button>
      </div>
    </form>
  )

  function keys() {
    if (!shown.uses_dispositions) return 'keysSimple'
    return next === undefined || correcting ? 'keysAlone' : 'keys'
  }

  function lead(): string {
    const name = nameOf(conversation.contact)
    if (purpose === 'classify') return t('thread:closing.leadClassify', { name })
    return shown.uses_dispositions ? t('thread:closing.lead', { name }) : t('thread:closing.leadSimple', { name })
  }
}

function startingAnswers(form: ClosingForm, { id, closing }: Conversation, correcting: boolean): Answers {
  const kept = keptAnswers.read(id)
  return kept ? carryOver(form, kept) : firstAnswers(form, correcting || closing ? closing : null)
}
