import { Checkbox, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { inUse, useDepartments } from '@/api/departments'
import { useCreateWebhook, useUpdateWebhook, webhookEvents, type NewWebhook, type Webhook } from '@/api/webhooks'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import classes from './settings.module.css'

interface WebhookDrawerProps {
  webhook: Webhook | undefined
  onClose: () => void
  onSecret: (secret: string | undefined) => void
}

export default function WebhookDrawer({ webhook, onClose, onSecret }: WebhookDrawerProps) {
  const { t } = useTranslation(['settings', 'common'])
  const departments = inUse(useDepartments().data)
  const create = useCreateWebhook()
  const update = useUpdateWebhook()
  const form = useForm<NewWebhook>({
    initialValues: webhook
      ? { url: webhook.url, events: webhook.events, department_id: webhook.department_id }
      : { url: '', events: ['conversation.closed'], department_id: null },
    validate: {
      url: (value) => (/^https?:\/\/\S+$/.test(value.trim()) ? null : t('webhooks.badUrl')),
      events: (value) => (value.length === 0 ? t('webhooks.noEvents') : null),
    },
  })
  const submit = form.onSubmit(
    async (values) => {
      const body = { ...values, url: values.url.trim() }
      try {
        if (webhook) {
          await update.mutateAsync({ id: webhook.id, change: body })
          toast.success(t('webhooks.saved'))
        } else {
          onSecret((await create.mutateAsync(body)).secret ?? undefined)
        }
        onClose()
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const error = create.error ?? update.error
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={webhook ? t('webhooks.edit') : t('webhooks.new')}
      onSubmit={submit}
      submitLabel={webhook ? undefined : t('webhooks.create')}
      busy={create.isPending || update.isPending}
      dirty={form.isDirty()}
      failure={error !== null && Object.keys(form.errors).length === 0 ? error : undefined}
    >
      <TextInput
        type="url"
        label={t('webhooks.url')}
        description={t('webhooks.urlHint')}
        placeholder="https://"
        maxLength={2000}
        data-autofocus
        {...form.getInputProps('url')}
      />
      <Checkbox.Group label={t('webhooks.events')} {...form.getInputProps('events')}>
        <div className={classes.checks}>
          {webhookEvents.map((event) => (
            <Checkbox key={event} value={event} label={t(`webhooks.event.${event.replace('.', '_') as 'conversation_closed'}`)} description={event} />
          ))}
        </div>
      </Checkbox.Group>
      <Select
        label={t('webhooks.department')}
        placeholder={t('webhooks.everyDepartment')}
        data={departments.map(({ id, name }) => ({ value: id, label: name }))}
        clearable
        clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
        {...form.getInputProps('department_id')}
      />
      <p className={classes.quiet}>{t('webhooks.signed')}</p>
    </FormDrawer>
  )
}
