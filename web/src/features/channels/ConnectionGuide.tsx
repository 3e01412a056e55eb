import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconWand } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { useSetWebhook, type WebhookSet } from '@/api/connection'
import type { Provider } from '@/api/providers'
import { CopyButton } from '@/components/CopyButton'
import { useProblemText } from '@/components/problems'
import { useSettingTexts } from './names'
import classes from './channels.module.css'

interface ConnectionGuideProps {
  channel: Channel
  provider: Provider | undefined
  /** Known only while the form that made it is open: it is never shown again. */
  verifyToken?: string | undefined
  open?: boolean
}

/** Where the provider has to send what arrives: set by us where it lets us, else step by step. */
export function ConnectionGuide({ channel, provider, verifyToken, open }: ConnectionGuideProps) {
  const { t } = useTranslation('channels')
  const texts = useSettingTexts()
  const token = verifyToken ?? channel.settings.verify_token
  const tokenSet = channel.secrets_set.includes('verify_token')
  const steps = texts.steps(channel.provider)
  const setsWebhook = provider?.sets_webhook ?? false
  return (
    <details className={classes.guide} open={open ?? channel.state === 'waiting'}>
      <summary>{t('guide.title', { provider: texts.provider(channel.provider) })}</summary>
      <div className={classes.guideBody}>
        <Pasted label={t('guide.webhook')} value={channel.webhook_url} />
        {channel.provider === 'meta_cloud' &&
          (token !== undefined ? (
            <Pasted label={t('guide.token')} value={token} />
          ) : (
            <div>
              <span className={classes.label}>{t('guide.token')}</span>
              <span className={classes.quiet}>{t(tokenSet ? 'guide.tokenHidden' : 'guide.tokenMissing')}</span>
            </div>
          ))}
        {setsWebhook && <Automatic channel={channel} />}
        {steps.length > 0 && (
          <div>
            {setsWebhook && <span className={classes.label}>{t('guide.byHand')}</span>}
            <ol className={classes.steps}>
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </div>
        )}
      </div>
    </details>
  )
}

/** One press instead of the steps. What the provider answers is told, good or bad. */
function Automatic({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels')
  const texts = useSettingTexts()
  const problemText = useProblemText()
  const setWebhook = useSetWebhook()
  const [answer, setAnswer] = useState<WebhookSet>()
  const failure = setWebhook.error ? problemText(setWebhook.error) : answer && !answer.done ? (answer.reason ?? t('guide.refused')) : undefined
  return (
    <div className={classes.automatic}>
      <Button
        variant="light"
        leftSection={<IconWand size={17} aria-hidden />}
        loading={setWebhook.isPending}
        onClick={() => setWebhook.mutate(channel.id, { onSuccess: setAnswer })}
      >
        {t('guide.automatic')}
      </Button>
      <div role="status">
        {answer?.done && (
          <p className={classes.done}>
            <IconCircleCheck size={18} aria-hidden />
            {t('guide.done', { provider: texts.provider(channel.provider) })}
          </p>
        )}
        {failure !== undefined && (
          <p className={classes.reason}>
            {t('guide.notDone')} {failure}
          </p>
        )}
      </div>
    </div>
  )
}

function Pasted({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation('channels')
  return (
    <div>
      <span className={classes.label}>{label}</span>
      <span className={classes.pasted}>
        <code>{value}</code>
        <CopyButton compact value={value} label={t('copy', { what: label })} />
      </span>
    </div>
  )
}
