import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconRefreshAlert } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClassify, useClose, type ClosingForm } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import { useReopen } from '@/api/conversationCommands'
import { asProblem } from '@/api/problem'
import { MoneyInput } from '@/components/MoneyInput'
import { applyProblem, focusFirstError, useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { useContactName } from '../names'
import { carryOver, firstAnswers, isClosingForm, keptAnswers, shownFields, toRequest, valueWish, wrongAnswers, type Answers } from './answers'
import { DispositionPicker } from './DispositionPicker'
import { FactGrid } from './FactGrid'
import { OwnField } from './OwnField'
import classes from './closing.module.css'

interface ClosingFormBodyProps {
  first: ClosingForm
  conversation: Conversation
  purpose: 'close' | 'classify'
  correcting: boolean
  onClose: () => void
}

export function ClosingFormBody({ first, conversation, purpose, correcting, onClose }: ClosingFormBodyProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const nameOf = useContactName()
  const [shown, setShown] = useState(first)
  const element = useRef<HTMLFormElement>(null)
  const form = useForm<Answers>({
    initialValues: startingAnswers(first, conversation, correcting),
    onValuesChange: (answers) => keptAnswers.keep(conversation.id, answers),
  })
  const { submit, busy, notice, failure } = useSubmit({ conversation, purpose, correcting, form, shown, setShown, onClose })
  const wish = valueWish(shown, form.values)
  useEffect(() => element.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), [])

  const choose = (id: string | null, byKey: boolean) => {
    const put = () => {
      form.setFieldValue('disposition_id', id)
      form.clearFieldError('disposition_id')
    }
    if (!byKey) return put()
    // At once: the next digit that is typed belongs to the amount.
    flushSync(put)
    const demands = shown.dispositions.find((one) => one.id === id)?.requires_value === true
    if (demands) element.current?.querySelector<HTMLElement>('[data-path="value_cents"]')?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    element.current?.requestSubmit()
  }
  return (
    <form ref={element} className={classes.form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      {!shown.full_closing && <p className={classes.lead}>{lead()}</p>}
      {notice && (
        <p className={classes.notice} role="alert">
          <IconRefreshAlert size={18} stroke={1.75} aria-hidden />
          {t(`closing.stale.${notice}`)}
        </p>
      )}
      {shown.full_closing && <FactGrid conversation={conversation} />}
      {shown.uses_dispositions && (
        <DispositionPicker
          offered={shown.dispositions}
          required={shown.disposition_required}
          value={form.values.disposition_id}
          error={form.errors.disposition_id}
          onChange={choose}
        />
      )}
      <div className={shown.full_closing ? classes.fields : classes.column}>
        {wish !== 'none' && (
          <MoneyInput
            label={t('closing.value')}
            withAsterisk={wish === 'required'}
            required={wish === 'required'}
            {...form.getInputProps('value_cents')}
            value={form.values.value_cents}
          />
        )}
        {shownFields(shown, form.values.disposition_id).map((field) => (
          <OwnField key={field.key} field={field} input={form.getInputProps(`fields.${field.key}`)} />
        ))}
      </div>
      <Textarea
        label={t('closing.note')}
        placeholder={t('closing.notePlaceholder')}
        rows={2}
        maxLength={4000}
        {...(shown.uses_dispositions ? {} : { 'data-autofocus': true })}
        {...form.getInputProps('note')}
      />
      {correcting && (
        <Textarea label={t('closing.reason')} description={t('closing.reasonHint')} withAsterisk required rows={2} {...form.getInputProps('reason')} />
      )}
      {failure && (
        <p role="alert" className={classes.failure}>
          {failure}
        </p>
      )}
      <div className={classes.foot}>
        <p className={classes.keys}>{shown.uses_dispositions ? t('closing.keys') : t('closing.keysSimple')}</p>
        <Button variant="default" onClick={onClose}>
          {t('common:actions.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {purpose === 'close' ? t('closing.submit') : t('closing.save')}
        </Button>
      </div>
    </form>
  )

  function lead(): string {
    const name = nameOf(conversation.contact)
    if (purpose === 'classify') return t('closing.leadClassify', { name })
    return shown.uses_dispositions ? t('closing.lead', { name }) : t('closing.leadSimple', { name })
  }
}

function startingAnswers(form: ClosingForm, { id, closing }: Conversation, correcting: boolean): Answers {
  const kept = keptAnswers.read(id)
  return kept ? carryOver(form, kept) : firstAnswers(form, correcting || closing ? closing : null)
}

type AnswersForm = ReturnType<typeof useForm<Answers>>
type Stale = 'form' | 'version'

interface SubmitParts extends Omit<ClosingFormBodyProps, 'first'> {
  form: AnswersForm
  shown: ClosingForm
  setShown: (form: ClosingForm) => void
}

/** Sends the answers; what the server refuses comes back to its field, a newer form takes the answers over. */
function useSubmit({ conversation, purpose, correcting, form, shown, setShown, onClose }: SubmitParts) {
  const { t } = useTranslation(['inbox', 'common'])
  const { id, version } = conversation
  const close = useClose(id)
  const classify = useClassify(id)
  const reopen = useReopen(id)
  const problemText = useProblemText()
  const [notice, setNotice] = useState<Stale>()
  const [failure, setFailure] = useState<string>()
  const command = purpose === 'close' ? close : classify

  const finish = () => {
    keptAnswers.forget(id)
    onClose()
    if (purpose === 'classify') {
      toast.success(t('closing.classified'))
      return
    }
    const again = () => reopen.mutateAsync({}).catch((error: unknown) => toast.error(problemText(error)))
    toast.success(t('closing.done'), { label: t('actions.reopen'), run: () => void again() })
  }
  const refuse = (error: unknown) => {
    const problem = asProblem(error)
    const { current } = problem.body
    if (problem.status === 409 && isClosingForm(current)) {
      setShown(current)
      form.setValues(carryOver(current, form.values))
      setNotice('form')
    } else if (problem.status === 409 && problem.code === 'stale_version') {
      setNotice('version')
    } else if (!applyProblem(form, error)) {
      setFailure(problemText(error))
    }
  }
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    if (command.isPending) return
    setNotice(undefined)
    setFailure(undefined)
    const wrong = wrongAnswers(shown, form.values, correcting)
    const names = Object.keys(wrong)
    form.setErrors(Object.fromEntries(Object.entries(wrong).map(([name, code]) => [name, words(code)])))
    if (names.length > 0) {
      focusFirstError(form, names)
      return
    }
    try {
      await command.mutateAsync(toRequest(shown, form.values, version))
      finish()
    } catch (error) {
      refuse(error)
    }
  }
  const words = (code: 'required' | 'money' | 'number') =>
    code === 'number' ? t('closing.number') : t(`common:validation.${code}`)
  return { submit: (event: React.FormEvent) => void submit(event), busy: command.isPending, notice, failure }
}
