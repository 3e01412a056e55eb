import { Button, Modal } from '@mantine/core'
import { IconRefresh, IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useResend, useWebhookDeliveries, type Webhook, type WebhookDelivery } from '@/api/webhooks'
import { useProblemText } from '@/components/problems'
import { EmptyState, Loaded } from '@/components/States'
import { toast } from '@/components/toast'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import classes from './settings.module.css'

const tones = { waiting: 'quiet', retrying: 'warning', delivered: 'good', failed: 'danger', cancelled: 'quiet' } as const

/** What was told, the latest first; what failed can be told again. */
export default function WebhookDeliveries({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const deliveries = useWebhookDeliveries(webhook.id)
  return (
    <Modal opened onClose={onClose} size={760} title={t('webhooks.deliveries')} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <p className={classes.quiet}>{webhook.url}</p>
      <Loaded query={deliveries}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={IconSend} title={t('webhooks.noneTold')}>
              {t('webhooks.noneToldHint')}
            </EmptyState>
          ) : (
            <ul className={classes.deliveries}>
              {all.map((delivery) => (
                <DeliveryRow key={delivery.id} webhookId={webhook.id} delivery={delivery} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Modal>
  )
}

function DeliveryRow({ webhookId, delivery }: { webhookId: string; delivery: WebhookDelivery }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const resend = useResend(webhookId)
  const problemText = useProblemText()
  const { event, state, created_at, attempts, http_status, error, next_attempt_at, payload, id } = delivery
  const again = () =>
    resend.mutate(id, { onSuccess: () => toast.success(t('webhooks.resent')), onError: (problem) => toast.error(problemText(problem)) })
  const facts = [
    format.dateTime(created_at),
    attempts > 0 && t('webhooks.attempts', { count: attempts }),
    http_status !== null && `HTTP ${http_status}`,
    next_attempt_at !== null && state === 'retrying' && t('webhooks.nextAt', { when: format.dateTime(next_attempt_at) }),
  ].filter(Boolean)
  const whyOf = (said: string, status: number | null): string => {
    if (status !== null) return t('webhooks.why.answered', { status })
    if (said.startsWith('no answer')) return t('webhooks.why.silent')
    if (said.includes('may not be reached')) return t('webhooks.why.unreachable')
    return said
  }
  return (
    <li>
      <div className={classes.deliveryHead}>
        <div className={classes.words}>
          <strong>{t(`webhooks.event.${event.replace('.', '_') as 'conversation_closed'}`, { defaultValue: event })}</strong>
          <span className={classes.quiet}>{facts.join(' · ')}</span>
        </div>
        <Tone tone={tones[state]}>{t(`webhooks.state.${state}`)}</Tone>
        {state !== 'waiting' && (
          <Button
            size="sm"
            variant="default"
            loading={resend.isPending}
            leftSection={<IconRefresh size={16} aria-hidden />}
            aria-label={`${t('webhooks.resend')}: ${event}, ${format.dateTime(created_at)}`}
            onClick={again}
          >
            {t('webhooks.resend')}
          </Button>
        )}
      </div>
      {error && (
        <p className={classes.deliveryError} title={error}>
          {whyOf(error, http_status)}
        </p>
      )}
      <details className={classes.payload}>
        <summary>{t('webhooks.payload')}</summary>
        <pre tabIndex={0}>{JSON.stringify(payload, null, 2)}</pre>
      </details>
    </li>
  )
}
