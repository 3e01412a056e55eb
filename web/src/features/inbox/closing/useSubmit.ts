import { useState, type FormEvent, type RefObject } from 'react'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useClassify, useClose, useUndoClose, type Closing, type ClosingForm } from '@/api/closings'
import { asProblem } from '@/api/problem'
import { applyProblem, focusFirstError, useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { useInboxAddress, useNextConversation } from '../useOpenConversation'
import { carryOver, closingOfOther, isClosingForm, keptAnswers, toRequest, wrongAnswers, type Answers, type Wrong } from './answers'
import type { ClosingFormBodyProps } from './ClosingFormBody'

type Stale = 'form' | 'version'

/** How long a closing can be taken back; the server counts the same. */
export const undoSeconds = 10

interface SubmitParts extends Omit<ClosingFormBodyProps, 'first'> {
  form: UseFormReturnType<Answers>
  shown: ClosingForm
  setShown: (form: ClosingForm) => void
  /** Whether the next conversation is opened afterwards. */
  onward: RefObject<boolean>
}

/** What is wrong in words, by the code of `wrongAnswers`. */
export function useWrongWords(): (code: Wrong[string]) => string {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  return (code) => (code === 'number' ? t('thread:closing.number') : t(`common:validation.${code}`))
}

/** Sends the answers; what the server refuses comes back to its field, a newer form takes the answers over. */
export function useSubmit({ conversation, purpose, correcting, form, shown, setShown, onClose, onward }: SubmitParts) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const { id, version } = conversation
  const close = useClose(id)
  const classify = useClassify(id)
  const undo = useUndoClose(id)
  const problemText = useProblemText()
  const words = useWrongWords()
  const next = useNextConversation()
  const { open } = useInboxAddress()
  const [notice, setNotice] = useState<Stale>()
  const [failure, setFailure] = useState<string>()
  const [other, setOther] = useState<Closing>()
  const command = purpose === 'close' ? close : classify

  const finish = (goTo: string | undefined) => {
    keptAnswers.forget(id)
    onClose()
    if (goTo !== undefined) open(goTo)
    if (purpose === 'classify') {
      toast.success(t('thread:closing.classified'))
      return
    }
    const given = form.getValues()
    const takeBack = () =>
      undo.mutateAsync({}).then(
        () => {
          // Whoever takes it back mends what was written.
          keptAnswers.keep(id, given)
          open(id)
          toast.info(t('thread:closing.undone'))
        },
        (error: unknown) => toast.error(problemText(error)),
      )
    toast.undoable(t('thread:closing.done'), undoSeconds, { label: t('common:actions.undo'), run: () => void takeBack() })
  }
  const refuse = (error: unknown) => {
    const problem = asProblem(error)
    const { current } = problem.body
    const before = closingOfOther(current)
    if (problem.status === 409 && isClosingForm(current)) {
      setShown(current)
      form.setValues(carryOver(current, form.values))
      setNotice('form')
    } else if (problem.code === 'already_closed' && before) {
      setOther(before)
    } else if (problem.status === 409 && problem.code === 'stale_version') {
      setNotice('version')
    } else if (!applyProblem(form, error)) {
      setFailure(problemText(error))
    }
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (command.isPending) return
    setNotice(undefined)
    setFailure(undefined)
    const goTo = onward.current ? next?.(id) : undefined
    const wrong = wrongAnswers(shown, form.values, correcting)
    const names = Object.keys(wrong)
    form.setErrors(Object.fromEntries(Object.entries(wrong).map(([name, code]) => [name, words(code)])))
    if (names.length > 0) {
      focusFirstError(form, names)
      return
    }
    try {
      await command.mutateAsync(toRequest(shown, form.values, version))
      finish(goTo)
    } catch (error) {
      refuse(error)
    }
  }
  return {
    submit: (event: FormEvent) => void submit(event),
    busy: command.isPending,
    done: command.isSuccess,
    notice,
    failure,
    other,
  }
}
