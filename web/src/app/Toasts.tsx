import { useEffect, useState, useSyncExternalStore } from 'react'
import { CloseButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '@/components/shortcuts'
import classes from './Toasts.module.css'
import { dismissToast, pauseToast, resumeToast, toastsNow, watchToasts, type Toast } from '@/components/toast'

const symbols = { success: IconCircleCheck, error: IconAlertTriangle, info: IconInfoCircle }

export function Toasts() {
  const { t } = useTranslation('shell')
  const toasts = useSyncExternalStore(watchToasts, toastsNow)
  return (
    <section className={classes.region} aria-label={t('toasts')} aria-live="polite">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

/** Whole seconds left, looked at often enough to never be late. */
function useSecondsLeft(until: number | undefined): number | undefined {
  const left = () => (until === undefined ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000)))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    if (until === undefined) return undefined
    const timer = setInterval(() => setSeconds(left()), 200)
    return () => clearInterval(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [until])
  return seconds
}

function ToastCard({ toast }: { toast: Toast }) {
  const { t } = useTranslation()
  const Symbol = symbols[toast.tone]
  const seconds = useSecondsLeft(toast.until)
  const held = toast.until === undefined
  const act = () => {
    toast.action?.run()
    dismissToast(toast.id)
  }
  useShortcut('Alt+Z', toast.action?.label ?? '', act, { group: 'general', enabled: !held })
  return (
    <div
      className={classes.toast}
      data-tone={toast.tone}
      role={toast.tone === 'error' ? 'alert' : undefined}
      onPointerEnter={() => held && pauseToast(toast.id)}
      onPointerLeave={() => held && resumeToast(toast.id)}
      onFocus={() => held && pauseToast(toast.id)}
      onBlur={() => held && resumeToast(toast.id)}
    >
      <Symbol size={20} className={classes.symbol} aria-hidden />
      <span className={classes.text}>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className={classes.action}
          onClick={act}
          {...(held ? {} : { 'aria-keyshortcuts': 'Alt+Z', title: 'Alt+Z' })}
        >
          {toast.action.label}
          {seconds !== undefined && (
            <span className={classes.seconds} aria-hidden>
              {seconds}
            </span>
          )}
        </button>
      )}
      <CloseButton size="sm" aria-label={t('actions.close')} onClick={() => dismissToast(toast.id)} />
    </div>
  )
}
