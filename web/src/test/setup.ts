import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeAll } from 'vitest'
import i18next, { startLanguage } from '@/i18n'
import portuguese from '@/i18n/pt-BR'

// Screens are loaded when first opened, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 10_000 })

// What jsdom lacks and the components ask for.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver
Element.prototype.scrollIntoView ??= () => undefined
window.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
  dispatchEvent: () => false,
})) as typeof window.matchMedia
window.scrollTo = () => undefined
if (!('fonts' in document)) {
  Object.defineProperty(document, 'fonts', { value: { addEventListener: () => undefined, removeEventListener: () => undefined } })
}

// A part stands alone in a test, without the router that brings the texts of its screen.
beforeAll(async () => {
  await startLanguage('pt-BR')
  for (const [name, texts] of Object.entries(portuguese)) i18next.addResourceBundle('pt-BR', name, texts)
})
afterEach(cleanup)
