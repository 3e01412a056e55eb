import { useTranslation } from 'react-i18next'
import { useTouches, type Conversation } from '@/api/conversations'
import { originColor, useOriginName } from '@/components/Chips'
import { InlineError } from '@/components/States'
import { useFormat } from '@/format'
import { methodOf } from './certainty'
import classes from './contact.module.css'

interface Step {
  key: string
  at: string
  color: string
  title: string
  detail: string | undefined
  decides?: boolean
}

/** Every piece of evidence in the order it was seen, then what came of it. */
export function Journey({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  const originName = useOriginName()
  const touches = useTouches(conversation.id)
  const { opened_at, first_response_at, closed_at, closing, started_by } = conversation

  const steps: Step[] = (touches.data ?? []).map((touch) => ({
    key: touch.id,
    at: touch.seen_at,
    color: originColor(touch.kind),
    title: touch.label ?? originName(touch.kind, touch.identifier_id === null),
    detail: [t(`method.${methodOf(touch.method)}`), touch.code].filter(Boolean).join(' · '),
    decides: touch.decides,
  }))
  const done = 'var(--app-accent)'
  const began = started_by === 'company' ? t('journey.startedByUs') : t('journey.opened')
  steps.push({ key: 'opened', at: opened_at, color: done, title: began, detail: undefined })
  if (first_response_at) {
    const time = format.duration(Math.max(0, (Date.parse(first_response_at) - Date.parse(opened_at)) / 1000))
    steps.push({ key: 'answered', at: first_response_at, color: done, title: t('journey.answered', { time }), detail: undefined })
  }
  if (closed_at) {
    steps.push({ key: 'closed', at: closed_at, color: done, title: t('journey.closed'), detail: closing?.disposition ?? undefined })
  }
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t('journey.title')}</h3>
      {touches.error && !touches.data && <InlineError error={touches.error} onRetry={() => void touches.refetch()} />}
      <ol className={classes.journey}>
        {steps.map((step) => (
          <li key={step.key} style={{ '--tone': step.color } as React.CSSProperties}>
            <span className={classes.stepTitle}>
              {step.title}
              {step.decides && <span className={classes.decides}>{t('journey.decides')}</span>}
            </span>
            {step.detail && <span className={classes.stepDetail}>{step.detail}</span>}
            <time className={classes.stepDetail} dateTime={step.at}>
              {format.dateTime(step.at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  )
}
