import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { useCommand } from './conversationCommands'
import type { FormField } from './departments'
import type { Outcome } from './dispositions'
import { useChange } from './lists'
import type { Page } from './queries'

export type Answer = string | number | boolean | string[] | null

/** How a conversation ended. */
export interface Closing {
  id: string
  /** `null`: unclassified. */
  disposition_id: string | null
  disposition: string | null
  outcome: Outcome | null
  mode: 'human' | 'automatic'
  closed_by: 'user' | 'rule' | 'bot' | 'classifier' | 'api'
  closed_by_role: string | null
  closed_by_id: string | null
  closed_by_name: string | null
  confidence: number | null
  value_cents: number | null
  note: string | null
  /** `null`: not the complete form. */
  form_version: number | null
  fields: Record<string, Answer>
  /** Why it was corrected. */
  reason: string | null
  closed_at: string
  /** A correction is written later than the conversation was closed. */
  created_at: string
  /** When it was taken back: undone, or reversed where it was automatic. */
  undone_at: string | null
  supersedes: string | null
}

/** One closing of a conversation's history. */
export interface PastClosing extends Closing {
  current: boolean
  form_fields: FormField[]
}

/** A value read from the chat. */
export interface ClosingSuggestion {
  value_cents: number | null
  message_id: string | null
  quote: string | null
}

export interface ManyOutcomes {
  done: number
  refused: number
  items: { conversation_id: string; outcome: 'done' | 'refused'; problem: ProblemBody | null }[]
}

interface ProblemBody {
  code?: string
  title?: string
  detail?: string
  status?: number
  errors?: { field: string; code: string; message: string }[]
}

export interface OfferedDisposition {
  id: string
  name: string
  outcome: Outcome
  requires_value: boolean
  /** `#rrggbb`. */
  colour?: string
}

/** What the department asks for when a conversation ends. */
export interface ClosingForm {
  uses_dispositions: boolean
  disposition_required: boolean
  full_closing: boolean
  dispositions: OfferedDisposition[]
  form_version: number
  fields: FormField[]
}

/** The complete form of a closed conversation, as it was answered. */
export interface ClosingRecord {
  closing: Closing
  fields: FormField[]
  /** Earlier closings, latest first. */
  history: Closing[]
}

export interface CloseRequest {
  disposition_id?: string | null
  value_cents?: number | null
  note?: string | null
  form_version?: number
  fields?: Record<string, Answer>
  reason?: string
  version?: number
}

/**
 * Not under `conversations`: a form that somebody is answering must not change under the hands. A
 * newer one comes with the refusal of the answers.
 */
export const closingFormQuery = (id: string) =>
  queryOptions({
    queryKey: ['closing-form', id],
    queryFn: ({ signal }) => request<ClosingForm>('GET', `/conversations/${id}/closing-form`, { signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useClosingRecord = (id: string) =>
  useQuery({
    queryKey: ['conversations', id, 'closing'],
    queryFn: ({ signal }) => request<ClosingRecord>('GET', `/conversations/${id}/closing`, { signal }),
  })

export const useClose = (id: string) => useCommand<CloseRequest>(id, 'close')
export const useClassify = (id: string) => useCommand<CloseRequest>(id, 'classify')

/** Takes the own closing of the last ten seconds back. */
export const useUndoClose = (id: string) => useCommand<object>(id, 'undo-close')
/** Takes an automatic closing back, which counts against its rule. */
export const useReverseClosing = (id: string) => useCommand<object>(id, 'reverse-closing')

export const useClosingSuggestion = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['conversations', id, 'closing-suggestion'],
    queryFn: ({ signal }) => request<ClosingSuggestion>('GET', `/conversations/${id}/closing-suggestion`, { signal }),
    enabled,
    // A closing form works without it.
    retry: false,
  })

/** Every closing, the latest first: corrected, undone and reversed ones too. */
export const useClosingHistory = (id: string) =>
  useQuery({
    queryKey: ['conversations', id, 'closings'],
    queryFn: async ({ signal }) =>
      (await request<Page<PastClosing>>('GET', `/conversations/${id}/closings`, { signal })).items,
  })

/** Ends or classifies several alike; each stands for itself. */
export const useCloseMany = (deed: 'close-many' | 'classify-many') =>
  useChange(
    (body: CloseRequest & { conversation_ids: readonly string[] }) =>
      request<ManyOutcomes>('POST', `/conversations/${deed}`, { body }),
    'conversations',
    'rules',
  )
