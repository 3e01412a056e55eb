import { useEffect, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { Kbd, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconSparkles } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ClosingForm, ClosingSuggestion } from '@/api/closings'
import { MoneyInput } from '@/components/MoneyInput'
import { useFormat } from '@/format'
import { shownFields, valueWish, type Answers } from './answers'
import { DispositionPicker } from './DispositionPicker'
import { OwnField } from './OwnField'
import answerClasses from './answers.module.css'
import classes from './closing.module.css'

interface AnswerFieldsProps {
  shown: ClosingForm
  form: UseFormReturnType<Answers>
  /** The form element, to move the focus in it. */
  element: RefObject<HTMLFormElement | null>
  correcting: boolean
  suggestion?: ClosingSuggestion | undefined
}

/** What is asked: disposition, value, the department's own fields, note, and why where something is corrected. */
export function AnswerFields({ shown, form, element, correcting, suggestion }: AnswerFieldsProps) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const wish = valueWish(shown, form.values)
  useEffect(() => element.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), [element])

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
  const suggested = suggestion?.value_cents ?? null
  const offered = suggested !== null && form.values.value_cents === null
  const take = () => {
    form.setFieldValue('value_cents', suggested)
    form.clearFieldError('value_cents')
    element.current?.querySelector<HTMLElement>('[data-path="value_cents"]')?.focus()
  }
  return (
    <>
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
          <div className={offered ? answerClasses.wideField : undefined}>
            <MoneyInput
              label={t('thread:closing.value')}
              withAsterisk={wish === 'required'}
              required={wish === 'required'}
              aria-describedby={offered ? 'closing-suggestion' : undefined}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowDown' || !offered) return
                event.preventDefault()
                take()
              }}
              {...form.getInputProps('value_cents')}
              value={form.values.value_cents}
            />
            {offered && <Suggestion cents={suggested} quote={suggestion?.quote ?? null} onTake={take} />}
          </div>
        )}
        {shownFields(shown, form.values.disposition_id).map((field) => (
          <OwnField key={field.key} field={field} input={form.getInputProps(`fields.${field.key}`)} />
        ))}
      </div>
      <Textarea
        label={t('thread:closing.note')}
        placeholder={t('thread:closing.notePlaceholder')}
        rows={2}
        maxLength={4000}
        {...(shown.uses_dispositions ? {} : { 'data-autofocus': true })}
        {...form.getInputProps('note')}
      />
      {correcting && (
        <Textarea label={t('thread:closing.reason')} description={t('thread:closing.reasonHint')} withAsterisk required rows={2} maxLength={1000} {...form.getInputProps('reason')} />
      )}
    </>
  )
}

/** Read from the chat, shown with its words, and taken only by the person. */
function Suggestion({ cents, quote, onTake }: { cents: number; quote: string | null; onTake: () => void }) {
  const { t } = useTranslation('thread')
  const format = useFormat()
  return (
    <div className={answerClasses.suggestion} id="closing-suggestion">
      <IconSparkles size={17} stroke={1.75} aria-hidden />
      <span className={answerClasses.suggestionWords}>
        {t('closing.suggested')} <b className="tabular">{format.money(cents)}</b>
        {quote && <q>{quote}</q>}
      </span>
      <button type="button" className={answerClasses.take} onClick={onTake}>
        {t('closing.take', { value: format.money(cents) })} <Kbd aria-hidden>↓</Kbd>
      </button>
    </div>
  )
}
