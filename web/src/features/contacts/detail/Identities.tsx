import { useTranslation } from 'react-i18next'
import type { KnownPerson } from '@/api/people'
import { CopyButton } from '@/components/CopyButton'
import { useFormat } from '@/format'
import classes from './detail.module.css'

/** Every identity with what it is good for, in words. */
export function Identities({ person }: { person: KnownPerson }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  return (
    <dl className={classes.identities}>
      {person.identities.map(({ kind, value }) => (
        <div key={kind + value}>
          <dt>{t(`identity.${kind}`)}</dt>
          <dd>
            <span className={classes.value}>
              {kind === 'phone' ? format.phone(value) : kind === 'username' ? `@${value.replace(/^@/, '')}` : value}
            </span>
            <CopyButton compact value={value} label={t('copyOf', { name: t(`identity.${kind}`) })} />
          </dd>
          <dd className={classes.hint}>{t(`identityHint.${kind}`)}</dd>
        </div>
      ))}
    </dl>
  )
}
