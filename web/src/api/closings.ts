import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { useCommand } from './conversationCommands'
import type { FormField } from './departments'
import type { Outcome } from './dispositions'

export type Answer = string | number | null

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
}

export interface OfferedDisposition {
  id: string
  name: string
  outcome: Outcome
  requires_value: boolean
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
