import type { Department, FieldType, FormField, NewDepartment, Routing } from '@/api/departments'
import { hoursBody, hoursDraft, type HoursDraft } from './hours'

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
  member_ids: string[]
  hours: HoursDraft
  away_message: string
  routing: Routing
  /** `''`: any number. */
  capacity: number | ''
}

/** The part of the drawer that a field stands in, by the first word of its name. */
export const partOf = (field: string): 'closing' | 'form' | 'team' => {
  if (field.startsWith('form_fields')) return 'form'
  return /^(member_ids|hours|away_message|routing|capacity)/.test(field) ? 'team' : 'closing'
}

export const takesOptions = (type: FieldType) => type === 'list' || type === 'multiple'

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

let made = 0
/** The key of a field that is not saved yet only tells it apart on the screen. */
export function emptyField(type: FieldType = 'text'): FieldDraft {
  made += 1
  return { key: `new-${made}`, saved: false, type, label: '', required: false, options: [], shown_for: [] }
}

export function draftOf(department: Department | undefined): DepartmentDraft {
  return {
    name: department?.name ?? '',
    uses_dispositions: department?.uses_dispositions ?? true,
    disposition_required: department?.disposition_required ?? true,
    full_closing: department?.full_closing ?? false,
    disposition_ids: department?.disposition_ids ?? [],
    form_fields: (department?.form_fields ?? []).map((field) => ({ ...field, saved: true })),
    return_window_hours: department?.return_window_hours ?? 12,
    member_ids: department?.member_ids ?? [],
    hours: hoursDraft(department?.working_hours ?? null),
    away_message: department?.away_message ?? '',
    routing: department?.routing ?? 'manual',
    capacity: department?.capacity ?? '',
  }
}

const whole = (value: number | '') => (value === '' ? 0 : Math.round(value))

/** Fields of other types carry no options, and what is shown for nobody is shown for all. */
export function bodyOf(draft: DepartmentDraft): NewDepartment {
  const offered = new Set(draft.disposition_ids)
  const { hours } = draft
  return {
    name: draft.name.trim(),
    uses_dispositions: draft.uses_dispositions,
    disposition_required: draft.disposition_required,
    full_closing: draft.uses_dispositions && draft.full_closing,
    disposition_ids: draft.disposition_ids,
    form_fields: withKeys(draft.form_fields).map((field) => ({
      ...field,
      label: field.label.trim(),
      options: takesOptions(field.type) ? field.options : [],
      shown_for: field.shown_for.filter((id) => offered.has(id)),
    })),
    return_window_hours: whole(draft.return_window_hours),
    member_ids: draft.member_ids,
    working_hours: hoursBody(hours),
    // Who always attends is never away.
    away_message: hours.on ? draft.away_message.trim() || null : null,
    routing: draft.routing,
    capacity: draft.routing === 'manual' || draft.capacity === '' ? null : Math.round(draft.capacity),
  }
}
