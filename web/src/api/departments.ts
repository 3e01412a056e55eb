import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from './client'
import { readAll, useChange } from './lists'
import type { Page } from './queries'

export const fieldTypes = ['text', 'long_text', 'number', 'money', 'date', 'list', 'multiple', 'yes_no', 'cpf_cnpj'] as const
export type FieldType = (typeof fieldTypes)[number]

export interface FormField {
  /** Never changes once saved: answers are kept under it. */
  key: string
  type: FieldType
  label: string
  required: boolean
  options: string[]
  /** Dispositions it is shown for; empty: all. */
  shown_for: string[]
}

export interface SilenceRule {
  warn_after_hours: number
  close_after_hours: number
  warning_text: string
  disposition_id: string | null
}

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof weekdays)[number]

export interface WorkingSpan {
  weekday: Weekday
  /** Such as `08:30`. */
  from: string
  to: string
}

export interface WorkingHours {
  week: WorkingSpan[]
  /** The days at which nobody attends, `2026-12-25`. */
  holidays: { date: string; name: string }[]
}

/** How new conversations find their agent. */
export const routings = ['manual', 'round_robin', 'least_busy', 'last_agent'] as const
export type Routing = (typeof routings)[number]

export interface FormVersion {
  version: number
  current: boolean
  created_at: string
  fields: FormField[]
}

export interface Department {
  id: string
  name: string
  is_default: boolean
  uses_dispositions: boolean
  disposition_required: boolean
  full_closing: boolean
  disposition_ids: string[]
  form_version: number
  form_fields: FormField[]
  return_window_hours: number
  silence_rule: SilenceRule | null
  member_ids: string[]
  /** In the company's time zone; `null`: always. */
  working_hours: WorkingHours | null
  away_message: string | null
  routing: Routing
  /** How many conversations a member attends at most; `null`: any number. */
  capacity: number | null
  archived_at: string | null
}

export interface DepartmentChange {
  name?: string
  uses_dispositions?: boolean
  disposition_required?: boolean
  full_closing?: boolean
  disposition_ids?: string[]
  form_fields?: FormField[]
  return_window_hours?: number
  silence_rule?: SilenceRule | null
  member_ids?: string[]
  working_hours?: WorkingHours | null
  away_message?: string | null
  routing?: Routing
  capacity?: number | null
}
export type NewDepartment = DepartmentChange & { name: string }

export interface DepartmentSwitches {
  department_ids: string[]
  uses_dispositions?: boolean
  full_closing?: boolean
  disposition_required?: boolean
}

/** Archived ones included: closed conversations and reports still name them. See `inUse`. */
export const departmentsQuery = queryOptions({
  queryKey: ['departments'],
  queryFn: ({ signal }) => readAll<Department>('/departments', {}, signal),
})
export const useDepartments = () => useQuery(departmentsQuery)

/** Every form that the department ever asked for, the latest first. */
export const useFormVersions = (id: string) =>
  useQuery({
    queryKey: ['departments', id, 'form-versions'],
    queryFn: async ({ signal }) => {
      const { items } = await request<Page<FormVersion>>('GET', `/departments/${id}/form-versions`, { signal })
      return [...items].sort((a, b) => b.version - a.version)
    },
  })

/** What can be chosen today, by name. */
export function inUse<T extends { archived_at: string | null; name: string }>(items: readonly T[] | undefined): T[] {
  const used = (items ?? []).filter((item) => item.archived_at === null)
  return used.sort((a, b) => a.name.localeCompare(b.name, 'pt-BR'))
}

const roots = ['departments', 'dispositions', 'users', 'rules'] as const

export const useCreateDepartment = () =>
  useChange((body: NewDepartment) => request<Department>('POST', '/departments', { body }), ...roots)

export const useUpdateDepartment = () =>
  useChange(
    ({ id, change }: { id: string; change: DepartmentChange }) =>
      request<Department>('PATCH', `/departments/${id}`, { body: change }),
    ...roots,
  )

export const useArchiveDepartment = () =>
  useChange((id: string) => request<unknown>('DELETE', `/departments/${id}`), ...roots)

function switched(department: Department, { department_ids, ...switches }: DepartmentSwitches): Department {
  if (!department_ids.includes(department.id)) return department
  const next = { ...department, ...switches }
  return next.uses_dispositions ? next : { ...next, full_closing: false }
}

/** The switches move at once and move back when the server refuses. */
export function useSwitchDepartments() {
  const queries = useQueryClient()
  const { queryKey } = departmentsQuery
  return useMutation({
    mutationFn: (body: DepartmentSwitches) => request<unknown>('POST', '/departments/switch', { body }),
    onMutate: async (switches) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData(queryKey)
      queries.setQueryData(queryKey, (all) => all?.map((department) => switched(department, switches)))
      return { before }
    },
    onError: (_error, _switches, context) => queries.setQueryData(queryKey, context?.before),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}
