/** Short notices in the corner. Call `toast.success(...)` from anywhere; `app/Toasts` shows them. */
export interface ToastAction {
  label: string
  run: () => void
}

export interface Toast {
  id: number
  tone: 'success' | 'error' | 'info'
  text: string
  action?: ToastAction
  /** When its action ends to be possible: it counts down, and neither pointer nor focus holds it. */
  until?: number
}

const shownMs = 5000
const withActionMs = 9000
const most = 3

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()
const timers = new Map<number, ReturnType<typeof setTimeout>>()

function replace(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

export const toastsNow = () => toasts
export function watchToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function dismissToast(id: number): void {
  pauseToast(id)
  replace(toasts.filter((toast) => toast.id !== id))
}

/** What was said about the last task gives way to the next one; what can still be undone stays. */
export function dismissSaid(): void {
  for (const { id, action, tone } of toasts) if (action === undefined && tone !== 'error') dismissToast(id)
}

export function pauseToast(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
}

export function resumeToast(id: number): void {
  const toast = toasts.find((one) => one.id === id)
  if (!toast) return
  pauseToast(id)
  const ms = toast.until === undefined ? (toast.action ? withActionMs : shownMs) : Math.max(0, toast.until - Date.now())
  timers.set(id, setTimeout(() => dismissToast(id), ms))
}

function show(tone: Toast['tone'], text: string, action?: ToastAction, seconds?: number): void {
  lastId += 1
  const dropped = toasts.slice(0, Math.max(0, toasts.length - most + 1))
  for (const { id } of dropped) pauseToast(id)
  replace([...toasts.slice(dropped.length), { id: lastId, tone, text, ...(action ? { action } : {}), ...(seconds === undefined ? {} : { until: Date.now() + seconds * 1000 }) }])
  resumeToast(lastId)
}

export const toast = {
  success: (text: string, action?: ToastAction) => show('success', text, action),
  error: (text: string, action?: ToastAction) => show('error', text, action),
  /** With an action that is possible for so many seconds only. */
  undoable: (text: string, seconds: number, action: ToastAction) => show('success', text, action, seconds),
  info: (text: string, action?: ToastAction) => show('info', text, action),
}
