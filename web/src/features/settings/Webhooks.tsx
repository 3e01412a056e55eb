import { lazy, Suspense, useState } from 'react'
import { Button, Switch } from '@mantine/core'
import { IconArchive, IconEdit, IconKey, IconPlus, IconWebhook } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useDepartments } from '@/api/departments'
import { useArchiveWebhook, useUpdateWebhook, useWebhooks, type Webhook } from '@/api/webhooks'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { OneTimeSecret } from '@/components/OneTimeSecret'
import { Card } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { RowMenu } from '@/components/RowMenu'
import { EmptyState, Loaded } from '@/components/States'
import { toast } from '@/components/toast'
import classes from './settings.module.css'

const WebhookDrawer = lazy(() => import('./WebhookDrawer'))
const WebhookDeliveries = lazy(() => import('./WebhookDeliveries'))

type Asked = { what: 'edit' | 'deliveries' | 'archive' | 'secret'; webhook: Webhook } | { what: 'new' }

/** What other programs are told, and whether it arrives. */
export function Webhooks() {
  const { t } = useTranslation(['settings', 'common'])
  const webhooks = useWebhooks()
  const update = useUpdateWebhook()
  const archive = useArchiveWebhook()
  const problemText = useProblemText()
  const [asked, setAsked] = useState<Asked>()
  const [secret, setSecret] = useState<string>()
  const close = () => setAsked(undefined)
  const of = asked && 'webhook' in asked ? asked.webhook : undefined
  const add = (
    <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsked({ what: 'new' })}>
      {t('webhooks.new')}
    </Button>
  )
  return (
    <Card flush title={t('webhooks.title')} lead={t('webhooks.lead')} actions={add}>
      <Loaded query={webhooks}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={IconWebhook} title={t('webhooks.emptyTitle')}>
              {t('webhooks.empty')}
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {all.map((webhook) => (
                <WebhookRow
                  key={webhook.id}
                  webhook={webhook}
                  onSwitch={(enabled) => update.mutate({ id: webhook.id, change: { enabled } }, { onError: (error) => toast.error(problemText(error)) })}
                  onAsk={(what) => setAsked({ what, webhook })}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Suspense>
        {(asked?.what === 'new' || asked?.what === 'edit') && <WebhookDrawer webhook={of} onClose={close} onSecret={setSecret} />}
        {asked?.what === 'deliveries' && of && <WebhookDeliveries webhook={of} onClose={close} />}
      </Suspense>
      <OneTimeSecret value={secret} title={t('webhooks.secretTitle')} copyLabel={t('webhooks.copy')} onClose={() => setSecret(undefined)}>
        {t('webhooks.secretText')}
      </OneTimeSecret>
      <ConfirmDialog
        opened={asked?.what === 'archive'}
        onClose={close}
        title={t('webhooks.archiveTitle')}
        confirmLabel={t('common:actions.archive')}
        onConfirm={() => archive.mutateAsync(of?.id ?? '')}
      >
        {t('webhooks.archiveText', { url: of?.url })}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked?.what === 'secret'}
        onClose={close}
        title={t('webhooks.renewTitle')}
        confirmLabel={t('webhooks.renew')}
        danger
        onConfirm={async () => {
          const made = await update.mutateAsync({ id: of?.id ?? '', change: { new_secret: true } })
          setSecret(made.secret ?? undefined)
        }}
      >
        {t('webhooks.renewText')}
      </ConfirmDialog>
    </Card>
  )
}

interface WebhookRowProps {
  webhook: Webhook
  onSwitch: (on: boolean) => void
  onAsk: (what: 'edit' | 'deliveries' | 'archive' | 'secret') => void
}

function WebhookRow({ webhook, onSwitch, onAsk }: WebhookRowProps) {
  const { t } = useTranslation(['settings', 'common'])
  const department = useDepartments().data?.find((one) => one.id === webhook.department_id)
  const events = webhook.events.map((event) => t(`webhooks.event.${event.replace('.', '_') as 'conversation_closed'}`))
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <strong className={classes.address}>{webhook.url}</strong>
        <span className={classes.quiet}>{[events.join(', '), department?.name ?? t('webhooks.everyDepartment')].join(' · ')}</span>
      </div>
      <Button variant="subtle" size="sm" aria-label={t('webhooks.deliveriesOf', { url: webhook.url })} onClick={() => onAsk('deliveries')}>
        {t('webhooks.deliveries')}
      </Button>
      <Switch aria-label={t('webhooks.switch', { url: webhook.url })} checked={webhook.enabled} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      <RowMenu
        label={t('webhooks.moreOf', { url: webhook.url })}
        actions={[
          { key: 'edit', label: t('common:actions.edit'), icon: IconEdit, run: () => onAsk('edit') },
          { key: 'secret', label: t('webhooks.renew'), icon: IconKey, run: () => onAsk('secret') },
          { key: 'archive', label: t('common:actions.archive'), icon: IconArchive, run: () => onAsk('archive') },
        ]}
      />
    </li>
  )
}
