import type { Answer, CloseRequest, Closing, ClosingForm, OfferedDisposition } from '@/api/closings'
import type { FormField } from '@/api/departments'
import { isDay } from '@/format/typed'

/** The closing form as it is being answered. `undefined` is an amount that cannot be read. */
export interface Answers {
  disposition_id: string | null
  value_cents: number | null | undefined
  note: string
  reason: string
  /** By field key: typed text, a choice or several, yes or no, or cents. */
  fields: Record<string, Answer | undefined>
}

/** What is missing or wrong, by the name of the field: `disposition_id`, `fields.color`. */
export type Wrong = Record<string, 'required' | 'money' | 'number' | 'date'>

function emptyOf({ type }: FormField): Answer {
  if (type === 'multiple') return []
  return type === 'money' || type === 'list' || type === 'yes_no' ? null : ''
}

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

function shownAnswer(field: FormField, answer: Answer | undefined): Answer {
  if (answer === undefined || answer === null) return emptyOf(field)
  if (field.type === 'cpf_cnpj') return formatDocument(String(answer))
  return field.type === 'number' ? String(answer).replace('.', ',') : answer
}

/** Whether an answer kept for later still answers the field as it is now. */
function fits({ type, options }: FormField, answer: Answer): boolean {
  if (answer === null) return true
  if (type === 'list') return typeof answer === 'string' && options.includes(answer)
  if (type === 'multiple') return Array.isArray(answer) && answer.every((one) => options.includes(one))
  if (type === 'yes_no') return typeof answer === 'boolean'
  if (type === 'money') return typeof answer === 'number'
  return typeof answer === 'string'
}

/** The answers that still have a place on a newer version of the form. */
export function carryOver(form: ClosingForm, answers: Answers): Answers {
  const fields: Answers['fields'] = {}
  for (const field of form.fields) {
    const answer = answers.fields[field.key]
    fields[field.key] = answer !== undefined && fits(field, answer) ? answer : emptyOf(field)
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
  answer === null || (typeof answer === 'string' && answer.trim() === '') || (Array.isArray(answer) && answer.length === 0)

/** `52998224725` as `529.982.247-25`; what is longer, or has letters, as a CNPJ. */
export function formatDocument(typed: string): string {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, '').slice(0, 14)
  const cut = (...ends: number[]) => ends.map((end, index) => plain.slice(ends[index - 1] ?? 0, end))
  if (plain.length <= 11 && !/[A-Z]/.test(plain)) {
    const [a = '', b = '', c = '', d = ''] = cut(3, 6, 9, 11)
    return [a, b && `.${b}`, c && `.${c}`, d && `-${d}`].join('')
  }
  const [a = '', b = '', c = '', d = '', e = ''] = cut(2, 5, 8, 12, 14)
  return [a, b && `.${b}`, c && `.${c}`, d && `/${d}`, e && `-${e}`].join('')
}

function wrongField(field: FormField, answer: Answers['fields'][string]): Wrong[string] | undefined {
  if (isEmpty(answer)) return field.required ? 'required' : undefined
  if (field.type === 'money') return answer === undefined ? 'money' : undefined
  if (field.type === 'date' && !isDay(String(answer))) return 'date'
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

const prefix = 'nascente-closing:'

/** Answers of forms that were left without sending: they outlive the page. */
export const keptAnswers = {
  read(conversationId: string): Answers | undefined {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(prefix + conversationId) ?? 'null')
      if (!isAnswers(stored)) return undefined
      // What is typed and cannot be read as an amount is not kept.
      return { ...stored, value_cents: stored.value_cents ?? null }
    } catch {
      return undefined
    }
  },
  keep(conversationId: string, answers: Answers): void {
    try {
      localStorage.setItem(prefix + conversationId, JSON.stringify(answers))
    } catch {
      // Without storage the answers last as long as the form stays open.
    }
  },
  forget(conversationId: string): void {
    try {
      localStorage.removeItem(prefix + conversationId)
    } catch {
      // Nothing was kept either.
    }
  },
}

const isAnswers = (value: unknown): value is Answers =>
  typeof value === 'object' && value !== null && 'fields' in value && 'note' in value && typeof value.note === 'string' && 'reason' in value

export function isClosingForm(value: unknown): value is ClosingForm {
  return typeof value === 'object' && value !== null && 'form_version' in value && 'dispositions' in value && 'fields' in value
}

/** Whoever comes second is told who closed, and with what. */
export function closingOfOther(value: unknown): Closing | undefined {
  if (typeof value !== 'object' || value === null || !('closing' in value)) return undefined
  return (value.closing as Closing | null) ?? undefined
}
