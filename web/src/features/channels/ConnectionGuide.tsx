import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { CopyButton } from '@/components/CopyButton'
import classes from './channels.module.css'

interface ConnectionGuideProps {
  channel: Channel
  /** Known only while the form that made it is open: it is never shown again. */
  verifyToken?: string | undefined
  open?: boolean
}

const steps = ['one', 'two', 'three', 'four'] as const

/** What to paste where at Meta. Folded once the first delivery has come. */
export function ConnectionGuide({ channel, verifyToken, open }: ConnectionGuideProps) {
  const { t } = useTranslation('channels')
  const token = verifyToken ?? channel.settings.verify_token
  const tokenSet = channel.secrets_set.includes('verify_token')
  return (
    <details className={classes.guide} open={open ?? channel.state === 'waiting'}>
      <summary>{t('guide.title')}</summary>
      <div className={classes.guideBody}>
        <Pasted label={t('guide.webhook')} value={channel.webhook_url} />
        {token !== undefined ? (
          <Pasted label={t('guide.token')} value={token} />
        ) : (
          <div>
            <span className={classes.label}>{t('guide.token')}</span>
            <span className={classes.quiet}>{t(tokenSet ? 'guide.tokenHidden' : 'guide.tokenMissing')}</span>
          </div>
        )}
        <ol className={classes.steps}>
          {steps.map((step) => (
            <li key={step}>{t(`guide.${step}`)}</li>
          ))}
        </ol>
      </div>
    </details>
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
