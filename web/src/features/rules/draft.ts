import type { ClosingRule, RuleBody, RuleConditions } from '@/api/rules'

/** A rule in its form: what is switched off keeps its words until the form is left. */
export interface RuleDraft {
  name: string
  silence_on: boolean
  phrase_on: boolean
  key_phrase_on: boolean
  identifiers_on: boolean
  conditions: {
    silence: { warn_after_hours: number | ''; close_after_hours: number | ''; warning_text: string }
    phrase: { from: 'contact' | 'company' | 'anyone'; texts: string[] }
    key_phrase: { texts: string[] }
    identifier_ids: string[]
    outside_hours: boolean
  }
  except_tag_ids: string[]
  disposition_id: string | null
  value_from_text: boolean
  message: string
  enabled: boolean
}

/** Ready to be changed, one per thing that a company wants first. */
export const templates = ['silence', 'phrase', 'keyPhrase', 'outsideHours'] as const
export type Template = (typeof templates)[number]

interface Words {
  name: string
  warning: string
  message?: string
  phrases?: string[]
}

export function emptyDraft(words: Words, template?: Template): RuleDraft {
  return {
    name: template ? words.name : '',
    silence_on: template === 'silence' || template === 'outsideHours',
    phrase_on: template === 'phrase',
    key_phrase_on: template === 'keyPhrase',
    identifiers_on: false,
    conditions: {
      silence: { warn_after_hours: template === 'outsideHours' ? 2 : 24, close_after_hours: 24, warning_text: words.warning },
      phrase: { from: 'contact', texts: template === 'phrase' ? (words.phrases ?? []) : [] },
      key_phrase: { texts: template === 'keyPhrase' ? (words.phrases ?? []) : [] },
      identifier_ids: [],
      outside_hours: template === 'outsideHours',
    },
    except_tag_ids: [],
    disposition_id: null,
    value_from_text: false,
    message: words.message ?? '',
    enabled: false,
  }
}

export function draftOf(rule: ClosingRule, words: Words): RuleDraft {
  const empty = emptyDraft(words)
  const { conditions } = rule
  return {
    name: rule.name,
    silence_on: conditions.silence !== null,
    phrase_on: conditions.phrase !== null,
    key_phrase_on: conditions.key_phrase !== null,
    identifiers_on: conditions.identifier_ids.length > 0,
    conditions: {
      silence: conditions.silence ?? empty.conditions.silence,
      phrase: conditions.phrase ?? empty.conditions.phrase,
      key_phrase: conditions.key_phrase ?? empty.conditions.key_phrase,
      identifier_ids: conditions.identifier_ids,
      outside_hours: conditions.outside_hours,
    },
    except_tag_ids: rule.except_tag_ids,
    disposition_id: rule.disposition_id,
    value_from_text: rule.value === 'text',
    message: rule.message ?? '',
    enabled: rule.enabled,
  }
}

const whole = (value: number | '') => (value === '' ? 0 : Math.round(value))

/** Only what is switched on is sent. */
export function bodyOf(draft: RuleDraft): RuleBody {
  const { silence, phrase, key_phrase, identifier_ids, outside_hours } = draft.conditions
  const conditions: RuleConditions = {
    silence: draft.silence_on
      ? {
          warn_after_hours: whole(silence.warn_after_hours),
          close_after_hours: whole(silence.close_after_hours),
          warning_text: silence.warning_text.trim(),
        }
      : null,
    phrase: draft.phrase_on ? phrase : null,
    key_phrase: draft.key_phrase_on ? key_phrase : null,
    identifier_ids: draft.identifiers_on ? identifier_ids : [],
    outside_hours,
  }
  return {
    name: draft.name.trim(),
    conditions,
    except_tag_ids: draft.except_tag_ids,
    disposition_id: draft.disposition_id,
    value: draft.value_from_text && (draft.phrase_on || draft.key_phrase_on) ? 'text' : 'none',
    message: draft.message.trim() || null,
    enabled: draft.enabled,
  }
}

/** Whether there is anything to try: a rule without conditions would close everything at once. */
export function hasConditions(draft: RuleDraft): boolean {
  const { conditions } = draft
  return (
    draft.silence_on ||
    (draft.phrase_on && conditions.phrase.texts.length > 0) ||
    (draft.key_phrase_on && conditions.key_phrase.texts.length > 0) ||
    (draft.identifiers_on && conditions.identifier_ids.length > 0) ||
    conditions.outside_hours
  )
}

/** `conditions.phrase.texts[2]` is told at the field of all phrases. */
export function fieldOf(field: string): string {
  return field.replace(/^rule\./, '').replace(/\[\d+\]$/, '').replace(/^(value)$/, 'value_from_text')
}
