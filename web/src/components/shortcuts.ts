import { useEffect, useRef } from 'react'

/**
 * Keyboard shortcuts of what is on screen. Keys are written `Alt+C`, `Ctrl+Alt+E`, `Ctrl+Enter`,
 * `?`, `/`, `1`. Letters after Alt are told by their place on the keyboard, since Alt changes the
 * character on some systems. Without Ctrl or Alt they rest while somebody types or a dialog is open.
 */
export interface Shortcut {
  keys: string
  label: string
  group: 'general' | 'screen'
}

interface Registered extends Shortcut {
  run: () => void
  inDialogs: boolean
}

let registered: readonly Registered[] = []
const listeners = new Set<() => void>()

function replace(next: readonly Registered[]): void {
  registered = next
  for (const listener of listeners) listener()
}

export const shortcutsNow = (): readonly Shortcut[] => registered
export function watchShortcuts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  if (event.altKey !== parts.includes('Alt')) return false
  if ((event.ctrlKey || event.metaKey) !== parts.includes('Ctrl')) return false
  if (/^[A-Z]$/.test(key)) return event.code === `Key${key}` && event.shiftKey === parts.includes('Shift')
  return event.key === key
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export function handleShortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.getModifierState('AltGraph')) return
  const plain = !event.altKey && !event.ctrlKey && !event.metaKey
  if (plain && isTyping(event.target)) return
  const inDialog = document.querySelector('[role="dialog"][aria-modal="true"]') !== null
  // The one registered last stands nearest to the person.
  const found = [...registered].reverse().find((one) => matches(event, one.keys) && (one.inDialogs || !inDialog))
  if (!found) return
  event.preventDefault()
  found.run()
}

interface UseShortcutOptions {
  group?: Shortcut['group']
  enabled?: boolean
  /** Also while a dialog is open, for the dialog's own keys. */
  inDialogs?: boolean
}

export function useShortcut(keys: string, label: string, run: () => void, options: UseShortcutOptions = {}): void {
  const { group = 'screen', enabled = true, inDialogs = false } = options
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    if (!enabled) return
    const entry: Registered = { keys, label, group, inDialogs, run: () => latest.current() }
    replace([...registered, entry])
    return () => replace(registered.filter((one) => one !== entry))
  }, [keys, label, group, enabled, inDialogs])
}
