import { useTranslation } from 'react-i18next'
import { useLiveState } from '@/api/live'
import classes from './LiveDot.module.css'

/** Says whether what is on screen follows the server: a dot and a word. */
export function LiveDot() {
  const { t } = useTranslation('shell')
  const state = useLiveState()
  return (
    <span className={classes.live} data-state={state}>
      <span className={classes.dot} aria-hidden />
      {t(`live.${state}`)}
    </span>
  )
}
