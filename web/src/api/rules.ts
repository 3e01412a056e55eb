import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from './client'
import { useChange } from './lists'
import type { Page } from './queries'

export const speakers = ['contact', 'company', 'anyone'] as const
export type Speaker = (typeof speakers)[number]

/** All that is given has to hold. */
export interface RuleConditions {
  silence: { warn_after_hours: number; close_after_hours: number; warning_text: string } | null
  phrase: { from: Speaker; texts: string[] } | null
  key_phrase: { texts: string[] } | null
  identifier_ids: string[]
  outside_hours: boolean
}

export interface RuleBody {
  name: string
  conditions: RuleConditions
  except_tag_ids: string[]
  disposition_id: string | null
  /** `text`: the amount in the text that set it off. */
  value: 'none' | 'text'
  message: string | null
  enabled: boolean
}

/** A rule that closes conversations of a department. */
export interface ClosingRule extends RuleBody {
  id: string
  department_id: string
  /** The first rule that fits acts. */
  position: number
  advice: { field: string; code: string; message: string }[]
  /** In the last 30 days. */
  lately: { warned: number; closed: number; corrected: number; last_at: string | null }
}

export interface RuleAction {
  id: string
  conversation_id: string
  kind: 'warned' | 'closed' | 'held'
  closing_id: string | null
  message_id: string | null
  at: string
  corrected_at: string | null
}

export interface TriedConversation {
  conversation_id: string
  protocol: string
  contact_name: string | null
  opened_at: string
  would_warn_at: string | null
  would_close_at: string | null
  message_id: string | null
  quote: string | null
  value_cents: number | null
  status: 'waiting' | 'active' | 'closed'
  disposition: string | null
  closed_at: string | null
  /** Whether it really ended with the rule's disposition; `null`: it is open. */
  agrees: boolean | null
}

/** What would have happened. */
export interface TriedRule {
  from: string
  to: string
  examined: number
  truncated: boolean
  would_warn: number
  would_close: number
  agrees: number
  differs: number
  items: TriedConversation[]
}

const base = (departmentId: string) => `/departments/${departmentId}/rules`

export const rulesQuery = (departmentId: string) =>
  queryOptions({
    queryKey: ['rules', departmentId],
    queryFn: async ({ signal }) => {
      const { items } = await request<Page<ClosingRule>>('GET', base(departmentId), { signal })
      return [...items].sort((a, b) => a.position - b.position)
    },
  })
export const useRules = (departmentId: string) => useQuery(rulesQuery(departmentId))

export const useRuleActions = (departmentId: string, ruleId: string) =>
  useQuery({
    queryKey: ['rules', departmentId, ruleId, 'actions'],
    queryFn: async ({ signal }) =>
      (await request<Page<RuleAction>>('GET', `${base(departmentId)}/${ruleId}/actions`, { signal })).items,
  })

const roots = ['rules', 'departments'] as const

export const useCreateRule = (departmentId: string) =>
  useChange((body: RuleBody) => request<ClosingRule>('POST', base(departmentId), { body }), ...roots)

export const useUpdateRule = (departmentId: string) =>
  useChange(
    ({ id, change }: { id: string; change: Partial<RuleBody> }) =>
      request<ClosingRule>('PATCH', `${base(departmentId)}/${id}`, { body: change }),
    ...roots,
  )

export const useArchiveRule = (departmentId: string) =>
  useChange((id: string) => request<unknown>('DELETE', `${base(departmentId)}/${id}`), ...roots)

/** The new order is seen at once and taken back when the server refuses. */
export function useOrderRules(departmentId: string) {
  const queries = useQueryClient()
  const { queryKey } = rulesQuery(departmentId)
  return useMutation({
    mutationFn: (rules: readonly ClosingRule[]) =>
      request<unknown>('POST', `${base(departmentId)}/order`, { body: { rule_ids: rules.map((rule) => rule.id) } }),
    onMutate: async (rules) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData(queryKey)
      queries.setQueryData(queryKey, rules.map((rule, position) => ({ ...rule, position })))
      return { before }
    },
    onError: (_error, _rules, context) => queries.setQueryData(queryKey, context?.before),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}

export interface TryRule {
  rule: RuleBody
  from?: string
  to?: string
}

/** Tries a rule on past conversations; nothing is kept. */
export const useTryRule = (departmentId: string) =>
  useMutation({
    mutationFn: (body: TryRule) => request<TriedRule>('POST', `${base(departmentId)}/try`, { body }),
  })
