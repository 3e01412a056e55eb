import i18next, { type ResourceLanguage } from 'i18next'
import { initReactI18next } from 'react-i18next'
import portuguese from './pt-BR'

export const languages = ['pt-BR', 'en'] as const
export type Language = (typeof languages)[number]

const storageKey = 'nascente-language'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof portuguese
  }
}

/**
 * Portuguese has a third plural, `many`, which Intl picks for round millions. Our texts read the
 * same there as in `other`, so the form is derived instead of being written in every file.
 */
function withMany(node: ResourceLanguage): ResourceLanguage {
  const entries = Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => {
    if (typeof value === 'object' && value !== null) return [[key, withMany(value as ResourceLanguage)]]
    return key.endsWith('_other') ? [[key, value], [`${key.slice(0, -6)}_many`, value]] : [[key, value]]
  })
  return Object.fromEntries(entries) as ResourceLanguage
}

const loaders: Record<Exclude<Language, 'pt-BR'>, () => Promise<{ default: ResourceLanguage }>> = {
  en: () => import('./en'),
}

function storedLanguage(): Language {
  try {
    const stored = localStorage.getItem(storageKey)
    return languages.find((language) => language === stored) ?? 'pt-BR'
  } catch {
    return 'pt-BR'
  }
}

async function load(language: Language): Promise<void> {
  if (language === 'pt-BR' || i18next.hasResourceBundle(language, 'common')) return
  const { default: resources } = await loaders[language]()
  for (const [namespace, texts] of Object.entries(resources)) i18next.addResourceBundle(language, namespace, texts)
}

/** Ready when the language of the last visit is on hand. */
export async function startLanguage(language: Language = storedLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'pt-BR',
    fallbackLng: 'pt-BR',
    defaultNS: 'common',
    ns: Object.keys(portuguese),
    resources: { 'pt-BR': withMany(portuguese as unknown as ResourceLanguage) },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  if (language !== 'pt-BR') await changeLanguage(language).catch(() => undefined)
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

export default i18next
