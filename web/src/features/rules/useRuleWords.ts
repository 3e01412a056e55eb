import { useTranslation } from 'react-i18next'
import { useIdentifiers } from '@/api/identifiers'
import type { ClosingRule } from '@/api/rules'
import { useFormat } from '@/format'

/** The conditions of a rule as sentences, in the order in which a person would say them. */
export function useConditionWords(): (conditions: ClosingRule['conditions']) => string[] {
  const { t } = useTranslation('rules')
  const { locale } = useFormat()
  const identifiers = useIdentifiers().data
  const or = new Intl.ListFormat(locale, { type: 'disjunction' })
  const quoted = (texts: readonly string[]) => or.format(texts.map((text) => `“${text}”`))
  return ({ silence, phrase, key_phrase, identifier_ids, outside_hours }) => {
    const words: string[] = []
    if (silence) words.push(t('words.silence', { warn: silence.warn_after_hours, close: silence.close_after_hours }))
    if (phrase) words.push(t(`words.phrase.${phrase.from}`, { texts: quoted(phrase.texts) }))
    if (key_phrase) words.push(t('words.keyPhrase', { texts: quoted(key_phrase.texts) }))
    if (identifier_ids.length > 0) {
      const names = identifier_ids.map((id) => identifiers?.find((one) => one.id === id)?.label ?? '…')
      words.push(t('words.identifiers', { names: or.format(names) }))
    }
    if (outside_hours) words.push(t('words.outsideHours'))
    return words
  }
}
