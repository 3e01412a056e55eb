import { useTranslation } from 'react-i18next'
import type { Person } from '@/api/people'
import classes from './contacts.module.css'

/** By what WhatsApp recognises somebody beside the number, in a few letters each. */
export function IdentityChips({ person }: { person: Person }) {
  const { t } = useTranslation('contacts')
  const others = person.identities.filter(({ kind }) => kind !== 'phone')
  if (others.length === 0 && person.phone !== null) return <span className={classes.quiet}>{t('onlyPhone')}</span>
  return (
    <span className={classes.chips}>
      {others.map(({ kind, value }) => (
        <span key={kind + value} className={classes.chip} title={`${t(`identity.${kind}`)}: ${value}`}>
          {kind === 'username' ? `@${value.replace(/^@/, '')}` : kind.toUpperCase()}
        </span>
      ))}
      {person.phone === null && (
        <span className={classes.chip} data-tone="warning">
          {t('noPhone')}
        </span>
      )}
    </span>
  )
}
