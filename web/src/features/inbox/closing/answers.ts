import type { Answer, CloseRequest, Closing, ClosingForm, OfferedDisposition } from '@/api/closings'
import type { FormField } from '@/api/departments'

/** The closing form as it is being answered. `undefined` is an amount that cannot be read. */
export interface Answers {
  disposition_id: string | null
  value_cents: number | null | undefined
  note: string
  reason: string
  /** By field key: typed text, a choice, or cents. */
  fields: Record<string, string | number | null | undefined>
}

/** What is missing or wrong, by the name of the field: `disposition_id`, `fields.color`. */
export type Wrong = Record<string, 'required' | 'money' | 'number'>

const emptyOf = (field: FormField) => (field.type === 'money' || field.type === 'list' ? null : '')

export function firstAnswers(form: ClosingForm, closing: Closing | null): Answers {
  const given = closing?.fields ?? {}
  const fields: Answers['fields'] = {}
  for (const field of form.fields) fields[field.key] = shownAnswer(field, given[field.key])
  return {
    disposition_id: form.dispositions.find((one) => one.id === closing?.disposition_id)?.id ?? null,
    value_cents: closing?.value_cents ?? null,
    note: closing?.note ?? '',
    reason: '',
    fields,
  }
}

function shownAnswer(field: FormField, answer: Answer | undefined): string | number | null {
  if (answer === undefined || answer === null) return emptyOf(field)
  return field.type === 'number' ? String(answer).replace('.', ',') : answer
}

/** The answers that still have a place on a newer version of the form. */
export function carryOver(form: ClosingForm, answers: Answers): Answers {
  const fields: Answers['fields'] = {}
  for (const field of form.fields) {
    const answer = answers.fields[field.key]
    const fits = field.type !== 'list' || (typeof answer === 'string' && field.options.includes(answer))
    fields[field.key] = answer !== undefined && fits ? answer : emptyOf(field)
  }
  const offered = form.dispositions.some((one) => one.id === answers.disposition_id)
  return { ...answers, disposition_id: offered ? answers.disposition_id : null, fields }
}

export function chosenOf(form: ClosingForm, answers: Answers): OfferedDisposition | undefined {
  return form.dispositions.find((one) => one.id === answers.disposition_id)
}

/** Own fields belong to the complete form only, some of them to certain dispositions. */
export function shownFields(form: ClosingForm, dispositionId: string | null): FormField[] {
  if (!form.full_closing) return []
  return form.fields.filter(
    ({ shown_for }) => shown_for.length === 0 || (dispositionId !== null && shown_for.includes(dispositionId)),
  )
}

/** A value is demanded by some dispositions and welcome with every sale. */
export function valueWish(form: ClosingForm, answers: Answers): 'required' | 'optional' | 'none' {
  const chosen = chosenOf(form, answers)
  if (chosen?.requires_value) return 'required'
  return chosen?.outcome === 'won' ? 'optional' : 'none'
}

/** `1.234,5` or `12.5` as a number; `undefined` when it is none. */
export function parseNumber(typed: string): number | undefined {
  const text = typed.trim()
  const plain = text.includes(',') ? text.replaceAll('.', '').replace(',', '.') : text
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined
}

const isEmpty = (answer: Answers['fields'][string]) =>
  answer === null || (typeof answer === 'string' && answer.trim() === '')

function wrongField(field: FormField, answer: Answers['fields'][string]): Wrong[string] | undefined {
  if (isEmpty(answer)) return field.required ? 'required' : undefined
  if (field.type === 'money') return answer === undefined ? 'money' : undefined
  if (field.type === 'number' && parseNumber(String(answer)) === undefined) return 'number'
  return undefined
}

/** What the department still demands, in the order of the form. */
export function wrongAnswers(form: ClosingForm, answers: Answers, correcting: boolean): Wrong {
  const wrong: Wrong = {}
  if (form.uses_dispositions && form.disposition_required && answers.disposition_id === null) {
    wrong.disposition_id = 'required'
  }
  const wish = valueWish(form, answers)
  if (wish !== 'none' && answers.value_cents === undefined) wrong.value_cents = 'money'
  if (wish === 'required' && answers.value_cents === null) wrong.value_cents = 'required'
  for (const field of shownFields(form, answers.disposition_id)) {
    const found = wrongField(field, answers.fields[field.key])
    if (found) wrong[`fields.${field.key}`] = found
  }
  if (correcting && answers.reason.trim() === '') wrong.reason = 'required'
  return wrong
}

function sentAnswer(field: FormField, answer: Answers['fields'][string]): Answer {
  if (answer === undefined || isEmpty(answer)) return null
  if (field.type === 'number') return parseNumber(String(answer)) ?? null
  return typeof answer === 'string' ? answer.trim() : answer
}

/** Only what is on screen is sent: an answer to a field that a change of mind hid stays behind. */
export function toRequest(form: ClosingForm, answers: Answers, version: number): CloseRequest {
  const fields: Record<string, Answer> = {}
  for (const field of shownFields(form, answers.disposition_id)) {
    const answer = sentAnswer(field, answers.fields[field.key])
    if (answer !== null) fields[field.key] = answer
  }
  return {
    disposition_id: form.uses_dispositions ? answers.disposition_id : null,
    value_cents: valueWish(form, answers) === 'none' ? null : (answers.value_cents ?? null),
    note: answers.note.trim() || null,
    ...(form.full_closing ? { form_version: form.form_version, fields } : {}),
    ...(answers.reason.trim() === '' ? {} : { reason: answers.reason.trim() }),
    version,
  }
}

const kept = new Map<string, Answers>()

/** Answers of forms that were left without sending, for as long as the page lives. */
export const keptAnswers = {
  read: (conversationId: string) => kept.get(conversationId),
  keep: (conversationId: string, answers: Answers) => void kept.set(conversationId, answers),
  forget: (conversationId: string) => void kept.delete(conversationId),
}

export function isClosingForm(value: unknown): value is ClosingForm {
  return typeof value === 'object' && value !== null && 'form_version' in value && 'dispositions' in value && 'fields' in value
}
