import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useChannels } from '@/api/channels'
import type { ContactSummary } from '@/api/conversations'
import { useDepartments } from '@/api/departments'
import { useUsers } from '@/api/users'
import { useFormat } from '@/format'

const nameIn = (items: readonly { id: string; name: string }[] | undefined, id: string | null | undefined) =>
  id ? items?.find((one) => one.id === id)?.name : undefined

/** Names behind ids, of archived ones too; `undefined` while unknown. */
export function useNames() {
  const departments = useDepartments().data
  const users = useUsers().data
  const channels = useChannels().data
  return {
    department: (id: string | null | undefined) => nameIn(departments, id),
    user: (id: string | null | undefined) => nameIn(users, id),
    channel: (id: string | null | undefined) => nameIn(channels, id),
  }
}

/** What a contact is called: the name, else the number, else that WhatsApp hides both. */
export function useContactName(): (contact: ContactSummary) => string {
  const { t } = useTranslation('inbox')
  const { phone } = useFormat()
  return useCallback(
    (contact) => contact.name ?? (contact.phone === null ? t('contact.withoutNumber') : phone(contact.phone)),
    [t, phone],
  )
}
