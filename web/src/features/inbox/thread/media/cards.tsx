import { IconExternalLink, IconMapPin } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '@/components/CopyButton'
import { PersonAvatar } from '@/components/Person'
import { useFormat } from '@/format'
import type { Details } from '../details'
import classes from './media.module.css'

/** A place in words. The map is somebody else's page: nothing of it is loaded until it is opened. */
export function PlaceCard({ details }: { details: Details }) {
  const { t } = useTranslation('thread')
  const latitude = details.number('latitude')
  const longitude = details.number('longitude')
  const point = latitude === undefined || longitude === undefined ? undefined : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  const name = details.text('name')
  const address = details.text('address')
  return (
    <div className={classes.place}>
      <span className={classes.placeSign} aria-hidden>
        <IconMapPin size={24} stroke={1.7} />
      </span>
      <span className={classes.placeWords}>
        <strong>{name ?? t('place.title')}</strong>
        {address !== undefined && address !== name && <span className={classes.size}>{address}</span>}
        {point !== undefined && (
          <>
            <span className={classes.size}>{point}</span>
            <a
              className={classes.map}
              href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t('place.map')}
              <IconExternalLink size={14} aria-hidden />
            </a>
          </>
        )}
      </span>
    </div>
  )
}

/** The people that were shared, with their numbers at hand. */
export function PeopleCards({ details }: { details: Details }) {
  const { t } = useTranslation('thread')
  const { phone } = useFormat()
  return (
    <div>
      {details.items().map((person, index) => {
        const name = person.text('name') ?? t('people.unnamed')
        const phones = person.texts('phones')
        return (
          <div key={index} className={classes.person}>
            <PersonAvatar name={name} size={40} />
            <span className={classes.placeWords}>
              <strong>{name}</strong>
              <span className={classes.size}>{phones.length > 0 ? phones.map(phone).join(', ') : t('people.noPhone')}</span>
            </span>
            {phones[0] !== undefined && <CopyButton compact value={phone(phones[0])} label={t('people.copy', { name })} />}
          </div>
        )
      })}
    </div>
  )
}
