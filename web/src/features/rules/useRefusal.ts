import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import { byCode, useProblemText } from '@/components/problems'

/** Why a rule is refused, where there is no field to say it at. */
export function useRefusal(): (error: unknown) => string {
  useTranslation('problems')
  const problemText = useProblemText()
  return (error) => {
    const known = asProblem(error).errors.map(({ code, message }) => byCode('field', code, message))
    return known.find((text) => text !== undefined) ?? problemText(error)
  }
}
