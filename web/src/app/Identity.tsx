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
      <PersonAvatar name={me.user.name} size={40} />
      <div className={classes.words}>
        <strong>{me.user.name}</strong>
        <span>{me.user.email}</span>
        <span>
          {t(`role.${me.user.role}`)} · {me.company.name}
        </span>
      </div>
    </div>
  )
}
