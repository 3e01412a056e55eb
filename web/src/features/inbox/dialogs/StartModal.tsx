import '@/controls.css'
import { Button, Group, Modal, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useChannels } from '@/api/channels'
import { useStartConversation } from '@/api/conversationCommands'
import { inUse, useDepartments } from '@/api/departments'
import { applyProblem, focusFirstError, useProblemText } from '@/components/problems'
import { parsePhone } from '@/format'

interface StartModalProps {
  onClose: () => void
  onStarted: (id: string) => void
}

/** Novo atendimento: begun by the company, so outside entries and funnel. */
export default function StartModal({ onClose, onStarted }: StartModalProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const channels = inUse(useChannels().data).filter((one) => one.provider !== 'link_only')
  const departments = inUse(useDepartments().data)
  const start = useStartConversation()
  const problemText = useProblemText()
  const form = useForm({
    initialValues: {
      phone: '',
      channel_id: channels.length === 1 ? (channels[0]?.id ?? null) : null,
      department_id: null as string | null,
      say: 'template' as 'template' | 'text',
      template: '',
      language: 'pt_BR',
      text: '',
    },
    validate: {
      phone: (value) => (parsePhone(value) === null ? t('common:validation.phone') : null),
      channel_id: (value) => (value === null ? t('common:validation.required') : null),
      template: (value, { say }) => (say === 'template' && value.trim() === '' ? t('common:validation.required') : null),
      language: (value, { say }) => (say === 'template' && value.trim() === '' ? t('common:validation.required') : null),
      text: (value, { say }) => (say === 'text' && value.trim() === '' ? t('common:validation.required') : null),
    },
  })
  const submit = form.onSubmit(
    async (values) => {
      try {
        const made = await start.mutateAsync({
          phone: parsePhone(values.phone) ?? values.phone,
          channel_id: values.channel_id ?? '',
          ...(values.department_id === null ? {} : { department_id: values.department_id }),
          ...(values.say === 'text'
            ? { text: values.text.trim() }
            : { template: { name: values.template.trim(), language: values.language.trim() } }),
        })
        onStarted(made.id)
        onClose()
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('start.title')}
      size={500}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          <Text c="dimmed">{t('start.lead')}</Text>
          <TextInput
            label={t('start.phone')}
            placeholder="(11) 90000-0001"
            inputMode="tel"
            data-autofocus
            {...form.getInputProps('phone')}
          />
          <Select
            label={t('start.channel')}
            data={channels.map((one) => ({ value: one.id, label: one.name }))}
            allowDeselect={false}
            nothingFoundMessage={t('common:states.none')}
            {...form.getInputProps('channel_id')}
          />
          <Select
            label={t('start.department')}
            placeholder={t('start.defaultDepartment')}
            data={departments.map((one) => ({ value: one.id, label: one.name }))}
            clearable
            clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
            {...form.getInputProps('department_id')}
          />
          <SegmentedControl
            aria-label={t('start.say')}
            data={[
              { value: 'template', label: t('start.asTemplate') },
              { value: 'text', label: t('start.asText') },
            ]}
            {...form.getInputProps('say')}
          />
          {form.values.say === 'text' ? (
            <Textarea label={t('start.text')} description={t('start.textHint')} rows={3} {...form.getInputProps('text')} />
          ) : (
            <Group gap={12} align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
              <TextInput
                label={t('start.template')}
                description={t('start.templateHint')}
                autoCapitalize="none"
                spellCheck={false}
                {...form.getInputProps('template')}
              />
              <TextInput label={t('start.language')} autoCapitalize="none" spellCheck={false} {...form.getInputProps('language')} />
            </Group>
          )}
          {start.error && (
            <Text role="alert" c="var(--app-danger)" fz={13}>
              {problemText(start.error)}
            </Text>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" loading={start.isPending}>
              {t('start.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
