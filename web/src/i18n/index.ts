import i18next, { type ResourceLanguage } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type portuguese from './pt-BR'
import common from './pt-BR/common.json'
import problems from './pt-BR/problems.json'
import shell from './pt-BR/shell.json'

export const languages = ['pt-BR', 'en'] as const
export type Language = (typeof languages)[number]
export type Texts = keyof typeof portuguese

const storageKey = 'nascente-language'
/** What every screen may say; the rest arrives with the screen it belongs to. */
const everywhere = { common, problems, shell }

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof portuguese
  }
}

type TextFile = { default: ResourceLanguage }
const files = import.meta.glob<TextFile>([
  './pt-BR/*.json',
  './en/*.json',
  '!./pt-BR/common.json',
  '!./pt-BR/problems.json',
  '!./pt-BR/shell.json',
])

/** Those a screen has asked for, which a change of language has to bring as well. */
const wanted = new Set<Texts>(Object.keys(everywhere) as Texts[])

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

function storedLanguage(): Language {
  try {
    const stored = localStorage.getItem(storageKey)
    return languages.find((language) => language === stored) ?? 'pt-BR'
  } catch {
    return 'pt-BR'
  }
}

async function load(language: Language, texts: Texts): Promise<void> {
  if (i18next.hasResourceBundle(language, texts)) return
  const file = await files[`./${language}/${texts}.json`]?.()
  if (file) i18next.addResourceBundle(language, texts, withMany(file.default))
}

/** Ready when the texts of a screen are on hand in the language of the moment. */
export async function loadTexts(texts: Texts): Promise<void> {
  wanted.add(texts)
  await load(i18next.language as Language, texts)
}

/** Ready when the language of the last visit is on hand. */
export async function startLanguage(language: Language = storedLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'pt-BR',
    fallbackLng: 'pt-BR',
    defaultNS: 'common',
    ns: Object.keys(everywhere),
    resources: { 'pt-BR': withMany(everywhere as unknown as ResourceLanguage) },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  if (language !== 'pt-BR') await changeLanguage(language).catch(() => undefined)
}

/** The language of a company, for who comes from outside and never chose one. */
export async function startInLanguageOf(locale: string): Promise<void> {
  const language = languages.find((one) => one === locale)
  if (language === undefined || language === i18next.language) return
  try {
    if (localStorage.getItem(storageKey) !== null) return
  } catch {
    return
  }
  await changeLanguage(language)
}

export async function changeLanguage(language: Language): Promise<void> {
  await Promise.all([...wanted].map((texts) => load(language, texts)))
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

export default i18next
