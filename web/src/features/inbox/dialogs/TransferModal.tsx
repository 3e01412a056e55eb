import '@/controls.css'
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useAssign, useTransfer } from '@/api/conversationCommands'
import { inUse, useDepartments } from '@/api/departments'
import { useUsers } from '@/api/users'
import { applyProblem, useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'

export default function TransferModal({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const { id, version, department_id, agent_id } = conversation
  const departments = inUse(useDepartments().data)
  const users = inUse(useUsers().data)
  const transfer = useTransfer(id)
  const assign = useAssign(id)
  const problemText = useProblemText()
  const form = useForm<{ department_id: string | null; user_id: string | null }>({
    initialValues: { department_id, user_id: null },
    validate: { department_id: (value) => (value === null ? t('common:validation.required') : null) },
  })
  const chosen = form.values.department_id
  const people = users.filter(
    (user) => user.role !== 'marketing' && (user.role !== 'agent' || (chosen !== null && user.department_ids.includes(chosen))),
  )
  const done = (text: string) => {
    toast.success(text)
    onClose()
  }
  const submit = form.onSubmit(async (values) => {
    if (values.department_id === null) return
    try {
      await transfer.mutateAsync({ department_id: values.department_id, user_id: values.user_id, version })
      done(t('thread:transfer.done'))
    } catch (error) {
      applyProblem(form, error)
    }
  })
  const giveBack = () => assign.mutate({ user_id: null, version }, { onSuccess: () => done(t('thread:transfer.queued')) })
  const failure = transfer.error ?? assign.error
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('thread:transfer.title')}
      size={480}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          <Select
            label={t('thread:transfer.department')}
            data={departments.map((one) => ({ value: one.id, label: one.name }))}
            searchable
            allowDeselect={false}
            data-autofocus
            openOnFocus={false}
            nothingFoundMessage={t('common:states.noResults')}
            {...form.getInputProps('department_id')}
            onChange={(value) => form.setValues({ department_id: value, user_id: null })}
          />
          <Select
            label={t('thread:transfer.user')}
            description={t('thread:transfer.userHint')}
            placeholder={t('thread:transfer.anyone')}
            data={people.map((one) => ({ value: one.id, label: one.name }))}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
            nothingFoundMessage={t('common:states.noResults')}
            {...form.getInputProps('user_id')}
          />
          {failure && (
            <Text role="alert" c="var(--app-danger)" fz={13}>
              {problemText(failure)}
            </Text>
          )}
          <Group justify="flex-end" gap={8} mt={4}>
            {agent_id !== null && (
              <Button variant="subtle" mr="auto" px={10} loading={assign.isPending} onClick={giveBack}>
                {t('thread:transfer.giveBack')}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button
              type="submit"
              loading={transfer.isPending}
              disabled={chosen === department_id && form.values.user_id === null}
            >
              {t('actions.transfer')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
