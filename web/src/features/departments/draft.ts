import type { Department, FormField, NewDepartment, SilenceRule } from '@/api/departments'

/** A field in the editor. `saved` ones keep their key: answers are kept under it. */
export interface FieldDraft extends FormField {
  saved: boolean
}

export interface DepartmentDraft {
  name: string
  uses_dispositions: boolean
  disposition_required: boolean
  full_closing: boolean
  disposition_ids: string[]
  form_fields: FieldDraft[]
  return_window_hours: number | ''
  silence_on: boolean
  silence_rule: Omit<SilenceRule, 'warn_after_hours' | 'close_after_hours'> & {
    warn_after_hours: number | ''
    close_after_hours: number | ''
  }
}

/** `Forma de pagamento` as a key: `forma_de_pagamento`. */
export function keyFrom(label: string): string {
  return (
    label
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 40) || 'campo'
  )
}

/** Gives each new field a key of its own, made from its label; saved keys never change. */
export function withKeys(fields: readonly FieldDraft[]): FormField[] {
  const taken = new Set(fields.filter((field) => field.saved).map((field) => field.key))
  return fields.map(({ saved, ...field }) => {
    if (saved) return field
    const base = keyFrom(field.label)
    let key = base
    for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`
    taken.add(key)
    return { ...field, key }
  })
}

export function moved<T>(items: readonly T[], from: number, by: -1 | 1): T[] {
  const next = [...items]
  const to = from + by
  const one = next[from]
  const other = next[to]
  if (one === undefined || other === undefined) return next
  next[from] = other
  next[to] = one
  return next
}

let made = 0
/** The key of a field that is not saved yet only tells it apart on the screen. */
export function emptyField(): FieldDraft {
  made += 1
  return { key: `new-${made}`, saved: false, type: 'text', label: '', required: false, options: [], shown_for: [] }
}

export function draftOf(department: Department | undefined, warning: string): DepartmentDraft {
  const rule = department?.silence_rule ?? null
  return {
    name: department?.name ?? '',
    uses_dispositions: department?.uses_dispositions ?? true,
    disposition_required: department?.disposition_required ?? true,
    full_closing: department?.full_closing ?? false,
    disposition_ids: department?.disposition_ids ?? [],
    form_fields: (department?.form_fields ?? []).map((field) => ({ ...field, saved: true })),
    return_window_hours: department?.return_window_hours ?? 12,
    silence_on: rule !== null,
    silence_rule: rule ?? { warn_after_hours: 24, close_after_hours: 24, warning_text: warning, disposition_id: null },
  }
}

const whole = (value: number | '') => (value === '' ? 0 : Math.round(value))

/** Fields of other types carry no options, and what is shown for nobody is shown for all. */
export function bodyOf(draft: DepartmentDraft): NewDepartment {
  const offered = new Set(draft.disposition_ids)
  const { silence_rule: rule } = draft
  return {
    name: draft.name.trim(),
    uses_dispositions: draft.uses_dispositions,
    disposition_required: draft.disposition_required,
    full_closing: draft.uses_dispositions && draft.full_closing,
    disposition_ids: draft.disposition_ids,
    form_fields: withKeys(draft.form_fields).map((field) => ({
      ...field,
      label: field.label.trim(),
      options: field.type === 'list' ? field.options : [],
      shown_for: field.shown_for.filter((id) => offered.has(id)),
    })),
    return_window_hours: whole(draft.return_window_hours),
    silence_rule: draft.silence_on
      ? {
          warn_after_hours: whole(rule.warn_after_hours),
          close_after_hours: whole(rule.close_after_hours),
          warning_text: rule.warning_text.trim(),
          disposition_id: rule.disposition_id,
        }
      : null,
  }
}
