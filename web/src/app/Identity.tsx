import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/session'
import { PersonAvatar } from '@/components/Person'
import classes from './AccountMenu.module.css'

/** Who is signed in, as what, and where. */
export function Identity() {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <div className={classes.identity}>
      <PersonAvatar name={me.name} size={40} />
      <div className={classes.words}>
        <strong>{me.name}</strong>
        <span>{me.email}</span>
        <span>
          {t(`role.${me.role}`)} · {me.company.name}
        </span>
      </div>
    </div>
  )
}
