import { useSyncExternalStore } from 'react'
import { CloseButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
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

function ToastCard({ toast }: { toast: Toast }) {
  const { t } = useTranslation()
  const Symbol = symbols[toast.tone]
  return (
    <div
      className={classes.toast}
      data-tone={toast.tone}
      role={toast.tone === 'error' ? 'alert' : undefined}
      onPointerEnter={() => pauseToast(toast.id)}
      onPointerLeave={() => resumeToast(toast.id)}
      onFocus={() => pauseToast(toast.id)}
      onBlur={() => resumeToast(toast.id)}
    >
      <Symbol size={20} className={classes.symbol} aria-hidden />
      <span className={classes.text}>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className={classes.action}
          onClick={() => {
            toast.action?.run()
            dismissToast(toast.id)
          }}
        >
          {toast.action.label}
        </button>
      )}
      <CloseButton size="sm" aria-label={t('actions.close')} onClick={() => dismissToast(toast.id)} />
    </div>
  )
}
