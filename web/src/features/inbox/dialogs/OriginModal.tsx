import '@/controls.css'
import { useState } from 'react'
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useAttribute } from '@/api/conversationCommands'
import { identifiersQuery } from '@/api/identifiers'
import { OriginChip } from '@/components/Chips'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'

/** The origin given by a person. What the evidence said stays in the ledger and can be taken back to. */
export default function OriginModal({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTranslation(['inbox', 'common'])
  const [chosen, setChosen] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const found = useInfiniteQuery(identifiersQuery({ q: q || undefined }))
  const identifiers = found.data?.pages.flatMap((page) => page.items) ?? []
  const attribute = useAttribute(conversation.id)
  const problemText = useProblemText()
  const given = conversation.entry.method === 'manual'

  const save = (identifier_id: string | null) =>
    attribute.mutate(
      { identifier_id, version: conversation.version },
      {
        onSuccess: () => {
          toast.success(t('origin.changed'))
          onClose()
        },
      },
    )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('origin.changeTitle')}
      size={500}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Stack gap={16}>
        <Text c="dimmed">{t('origin.changeLead')}</Text>
        <Select
          label={t('origin.identifier')}
          placeholder={t('origin.searchIdentifier')}
          data-autofocus
          openOnFocus={false}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          value={chosen}
          onChange={setChosen}
          onSearchChange={setTyped}
          // The server has searched already, in keys as well as labels.
          filter={({ options }) => options}
          data={identifiers.map(({ id, label }) => ({ value: id, label }))}
          renderOption={({ option }) => {
            const one = identifiers.find(({ id }) => id === option.value)
            return one ? <OriginChip kind={one.kind} label={[one.label, one.campaign ?? one.site].filter(Boolean).join(' · ')} /> : option.label
          }}
          nothingFoundMessage={found.isFetching ? t('common:states.loading') : t('common:states.noResults')}
          maxDropdownHeight={280}
        />
        {attribute.error && (
          <Text role="alert" c="var(--app-danger)" fz={13}>
            {problemText(attribute.error)}
          </Text>
        )}
        <Group justify="flex-end" gap={8}>
          {given && (
            <Button variant="subtle" mr="auto" onClick={() => save(null)}>
              {t('origin.takeBack')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('common:actions.cancel')}
          </Button>
          <Button disabled={chosen === null} loading={attribute.isPending} onClick={() => save(chosen)}>
            {t('common:actions.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
