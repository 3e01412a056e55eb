import '@/controls.css'
import { useRef, useState } from 'react'
import { Button, Modal } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { closingFormQuery, useCloseMany, type ClosingForm, type ManyOutcomes } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import { inUse, useDepartments } from '@/api/departments'
import { byPosition, useDispositions } from '@/api/dispositions'
import { InlineError, Skeletons } from '@/components/States'
import { focusFirstError, useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { AnswerFields } from './AnswerFields'
import { firstAnswers, toRequest, wrongAnswers, type Answers } from './answers'
import { commonForm } from './commonForm'
import { Refused } from './Refused'
import { useWrongWords } from './useSubmit'
import classes from './closing.module.css'

interface ManyModalProps {
  deed: 'close' | 'classify'
  conversations: readonly Conversation[]
  onClose: () => void
  /** What refused stays picked. */
  onDone: (refused: string[]) => void
}

/** Several conversations ended or classified alike; each stands for itself. */
export default function ManyModal({ deed, conversations, onClose, onDone }: ManyModalProps) {
  const { t } = useTranslation(['thread', 'common'])
  const phone = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  // Those that are done leave the list behind the dialog: it keeps what it was opened with.
  const [chosen] = useState(conversations)
  const { form, error, retry } = useFormOf(chosen)
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`many.title.${deed}`, { count: chosen.length })}
      size={620}
      fullScreen={phone === true}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      {form ? (
        <ManyForm shown={deed === 'classify' ? { ...form, disposition_required: true } : form} deed={deed} conversations={chosen} onClose={onClose} onDone={onDone} />
      ) : error ? (
        <InlineError error={error} onRetry={retry} />
      ) : (
        <Skeletons shape="form" count={3} />
      )}
    </Modal>
  )
}

/** The department's own form, or what several departments have in common. */
function useFormOf(conversations: readonly Conversation[]) {
  const ids = [...new Set(conversations.map((one) => one.department_id))]
  const alone = ids.length === 1
  const own = useQuery({ ...closingFormQuery(conversations[0]?.id ?? ''), enabled: alone })
  const departments = useDepartments()
  const dispositions = useDispositions()
  if (alone) return { form: own.data, error: own.error, retry: () => void own.refetch() }
  const ready = departments.data && dispositions.data
  return {
    form: ready ? commonForm(departments.data.filter((one) => ids.includes(one.id)), byPosition(inUse(dispositions.data))) : undefined,
    error: departments.error ?? dispositions.error,
    retry: () => void Promise.all([departments.refetch(), dispositions.refetch()]),
  }
}

interface ManyFormProps extends ManyModalProps {
  shown: ClosingForm
}

function ManyForm({ shown, deed, conversations, onClose, onDone }: ManyFormProps) {
  const { t } = useTranslation(['thread', 'inbox', 'common'])
  const element = useRef<HTMLFormElement>(null)
  const send = useCloseMany(deed === 'close' ? 'close-many' : 'classify-many')
  const words = useWrongWords()
  const problemText = useProblemText()
  const [result, setResult] = useState<ManyOutcomes>()
  const form = useForm<Answers>({ initialValues: firstAnswers(shown, null) })
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    const wrong = wrongAnswers(shown, form.values, false)
    form.setErrors(Object.fromEntries(Object.entries(wrong).map(([name, code]) => [name, words(code)])))
    if (Object.keys(wrong).length > 0) {
      focusFirstError(form, Object.keys(wrong))
      return
    }
    const { version: _, ...answers } = toRequest(shown, form.values, 0)
    try {
      const outcome = await send.mutateAsync({ ...answers, conversation_ids: conversations.map((one) => one.id) })
      const refused = outcome.items.filter((one) => one.outcome === 'refused').map((one) => one.conversation_id)
      if (outcome.done > 0) toast.success(t(`many.done.${deed}`, { count: outcome.done }))
      onDone(refused)
      if (refused.length === 0) onClose()
      else setResult(outcome)
    } catch {
      // Said below the fields.
    }
  }
  if (result) return <Refused result={result} conversations={conversations} onClose={onClose} />
  const departments = new Set(conversations.map((one) => one.department_id)).size
  if (departments > 1 && shown.disposition_required && shown.dispositions.length === 0) return <NothingInCommon count={departments} onClose={onClose} />
  return (
    <form
      ref={element}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        element.current?.requestSubmit()
      }}
    >
      <p className={classes.lead}>{departments > 1 ? t('many.leadMixed', { count: departments }) : t('many.lead')}</p>
      <AnswerFields shown={shown} form={form} element={element} correcting={false} />
      {send.error && (
        <p role="alert" className={classes.failure}>
          {problemText(send.error)}
        </p>
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('common:actions.cancel')}
        </Button>
        <Button type="submit" loading={send.isPending}>
          {t(`many.submit.${deed}`, { count: conversations.length })}
        </Button>
      </div>
    </form>
  )
}

/** A disposition is demanded, and there is none that all of these departments offer. */
function NothingInCommon({ count, onClose }: { count: number; onClose: () => void }) {
  const { t } = useTranslation(['thread', 'common'])
  return (
    <div className={classes.form}>
      <p className={classes.lead}>{t('many.nothingInCommon', { count })}</p>
      <div className={classes.foot}>
        <Button onClick={onClose} data-autofocus>
          {t('common:actions.understood')}
        </Button>
      </div>
    </div>
  )
}
