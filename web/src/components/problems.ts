import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem, type ApiProblem, type FieldProblem } from '@/api/problem'
import i18n from '@/i18n'

/**
 * The server's texts are English and for developers; a person reads ours, found by the stable code
 * in `i18n/<language>/problems.json`: `code` for whole requests, `field` for single fields. What the
 * server names between “ and ” (the rule or classification that stands in the way) is named by ours too.
 */
export function byCode(group: 'code' | 'field', code: string, message = ''): string | undefined {
  // What only later screens are told is loaded with them.
  const key = [`problems:${group}.${code}`, `refusals:${group}.${code}`].find((one) => i18n.exists(one))
  if (key === undefined) return undefined
  const name = /“([^”]+)”/u.exec(message)?.[1]
  const named = name !== undefined && i18n.exists(`${key}_named`)
  return named ? i18n.t(`${key}_named` as 'problems:field.invalid', { name }) : i18n.t(key as 'problems:field.invalid')
}

function fieldText({ code, message }: FieldProblem): string {
  const plain = i18n.language === 'en' && message !== '' ? message : undefined
  return byCode('field', code, message) ?? plain ?? i18n.t('problems:field.invalid')
}

/** A sentence a person can act on, in the language of the screen. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation()
  return useCallback(
    (error: unknown) => {
      const problem = asProblem(error)
      if (problem.unreachable) return t('errors.unreachable')
      const known = byCode('code', problem.code, problem.detail)
      if (known !== undefined) return known
      if (problem.status === 403) return t('errors.forbidden')
      if (problem.status === 404) return t('errors.notFound')
      if (problem.status === 429) return t('errors.tooMany')
      if (problem.status >= 500 || problem.status < 0) return t('errors.unexpected')
      if (problem.errors.length > 0) return t('errors.validation')
      return problem.status === 409 ? t('errors.conflict') : t('errors.unexpected')
    },
    [t],
  )
}

/** What is wrong with the only field that was sent; of anything else, the sentence of the whole. */
export function useFieldProblemText(): (error: unknown) => string {
  const problemText = useProblemText()
  return useCallback(
    (error: unknown) => {
      const [first] = asProblem(error).errors
      return first ? fieldText(first) : problemText(error)
    },
    [problemText],
  )
}

interface FormLike {
  values: object
  setErrors: (errors: Record<string, React.ReactNode>) => void
}

const topLevel = (field: string) => field.split('.')[0] ?? field

/**
 * Puts the server's field errors beside the fields of a `@mantine/form` form and moves the focus to
 * the first. Answers whether every error found its field; if not, show the problem above the form.
 * `rename` maps a server field to the form's own name.
 */
export function applyProblem(form: FormLike, error: unknown, rename: Record<string, string> = {}): boolean {
  const problem: ApiProblem = asProblem(error)
  const found: Record<string, string> = {}
  let everyField = problem.errors.length > 0
  for (const fieldProblem of problem.errors) {
    const name = rename[fieldProblem.field] ?? fieldProblem.field
    if (topLevel(name) in form.values) found[name] ??= fieldText(fieldProblem)
    else everyField = false
  }
  form.setErrors(found)
  focusFirstError(form, Object.keys(found))
  return everyField
}

/** Fields are found by `data-path`, which `form.getInputProps` gives them. */
export function focusFirstError(_form: FormLike, names: readonly string[]): void {
  if (names.length === 0) return
  const selector = names.map((name) => `[data-path="${CSS.escape(name)}"]`).join(',')
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus())
}
