import { useEffect, useState } from 'react'
import { Button, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconRefresh, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from './problems'
import classes from './States.module.css'

interface EmptyStateProps {
  icon?: Icon
  title: string
  children?: React.ReactNode
  /** One button: what to do next. */
  action?: React.ReactNode
}

export function EmptyState({ icon: Symbol, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {Symbol && (
        <span className={classes.symbol} aria-hidden>
          <Symbol size={26} stroke={1.6} />
        </span>
      )}
      <p className={classes.title}>{title}</p>
      {children !== undefined && <p className={classes.text}>{children}</p>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  )
}

interface InlineErrorProps {
  error: unknown
  onRetry?: () => void
}

/** What failed, in words, where the content would be. */
export function InlineError({ error, onRetry }: InlineErrorProps) {
  const { t } = useTranslation()
  const text = useProblemText()
  return (
    <div role="alert" className={classes.error}>
      <IconAlertTriangle size={20} aria-hidden className={classes.errorSymbol} />
      <div className={classes.errorWords}>
        <strong>{t('errors.title')}</strong>
        <span>{text(error)}</span>
      </div>
      {onRetry && (
        <Button variant="default" size="sm" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
          {t('actions.retry')}
        </Button>
      )}
    </div>
  )
}

/** True once `delay` has passed: what loads at once never flashes a skeleton. */
export function useLate(delay = 150): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), delay)
    return () => clearTimeout(timer)
  }, [delay])
  return late
}

interface SkeletonsProps {
  /** What is being waited for: rows of a list, lines of a form, cards side by side, or a chart. */
  shape?: 'rows' | 'form' | 'cards' | 'chart'
  count?: number
}

const heights = { rows: 52, form: 62, cards: 112, chart: 260 }

export function Skeletons({ shape = 'rows', count = shape === 'chart' ? 1 : 5 }: SkeletonsProps) {
  const { t } = useTranslation()
  const late = useLate()
  if (!late) return <div aria-busy="true" style={{ minHeight: heights[shape] }} />
  return (
    <div role="status" aria-label={t('states.loading')} className={classes.skeletons} data-shape={shape}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={heights[shape]} style={{ opacity: Math.max(0.5, 1 - index * 0.1) }} />
      ))}
    </div>
  )
}

interface LoadedProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  skeleton?: React.ReactNode
  children: (data: T) => React.ReactNode
}

/** Skeleton, error with retry, or the content. Old data stays on screen when a refetch fails. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <InlineError error={query.error} onRetry={() => void query.refetch()} />
  return skeleton ?? <Skeletons />
}
