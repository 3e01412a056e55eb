import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem, type ApiProblem } from '@/api/problem'

/** A sentence a person can act on, in the language of the screen. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation()
  return useCallback(
    (error: unknown) => {
      const problem = asProblem(error)
      if (problem.unreachable) return t('errors.unreachable')
      if (problem.status === 403) return t('errors.forbidden')
      if (problem.status === 404) return t('errors.notFound')
      if (problem.status === 429) return t('errors.tooMany')
      if (problem.status >= 500 || problem.status < 0) return t('errors.unexpected')
      if (problem.errors.length > 0) return problem.errors[0]?.message || t('errors.validation')
      if (problem.status === 409) return problem.detail ?? t('errors.conflict')
      return problem.detail ?? (problem.title || t('errors.unexpected'))
    },
    [t],
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
  for (const { field, message, code } of problem.errors) {
    const name = rename[field] ?? field
    if (topLevel(name) in form.values) found[name] ??= message || code
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
