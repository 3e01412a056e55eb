import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'

interface Named {
  name: string | null
  phone: string | null
  username?: string | null
}

/** What somebody is called: by name, else by username, else by number. */
export function usePersonName(): (person: Named) => string {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  return ({ name, phone, username }) =>
    name ?? (username ? `@${username.replace(/^@/, '')}` : phone === null ? t('unnamed') : format.phone(phone))
}
