import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import { useProblemText } from '@/components/problems'
import i18n from '@/i18n'

/** Why a rule is refused, where there is no field to say it at. */
export function useRefusal(): (error: unknown) => string {
  useTranslation('problems')
  const problemText = useProblemText()
  return (error) => {
    const codes = asProblem(error).errors.map(({ code }) => `problems:field.${code}`)
    const known = codes.find((key) => i18n.exists(key))
    return known ? i18n.t(known as 'problems:field.loop') : problemText(error)
  }
}
