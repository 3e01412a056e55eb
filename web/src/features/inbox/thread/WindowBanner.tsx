import { IconClock, IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import { sendingWindow } from '../sendingWindow'
import { useNow } from '../useNow'
import classes from './thread.module.css'

/** The 24 hours of WhatsApp: said when little is left and when they are over. */
export function WindowBanner({ until }: { until: string | null }) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const window = sendingWindow(until, useNow())
  if (window.state === 'open' && !window.closing) return null
  const Symbol = window.state === 'open' ? IconClock : IconLock
  return (
    <p className={classes.window} role="status">
      <Symbol size={17} stroke={1.75} aria-hidden />
      <span>
        {window.state === 'open'
          ? t('window.closing', { time: format.wait(Math.max(60, window.secondsLeft)) })
          : t(`window.${window.state}`)}
      </span>
    </p>
  )
}
