import { useEffect, useId, useMemo } from 'react'
import { Button, useComputedColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useQrLogo } from '@/api/qr'
import { useMe } from '@/api/session'
import { brandVariables } from '@/components/brandColour'
import classes from './public.module.css'
import shared from '../links.module.css'

/** What the picker begins with where there is no colour yet: our own. */
const beginning = '#0e6f55'

interface BrandFieldProps {
  /** `#rrggbb`, or empty. */
  value: string
  onChange: (colour: string) => void
}

/** The colour of the company, with the head of the page as it will look. */
export function BrandField({ value, onChange }: BrandFieldProps) {
  const { t } = useTranslation('generator')
  const me = useMe()
  const scheme = useComputedColorScheme('light')
  const id = useId()
  const logo = useQrLogo().data
  const picture = useMemo(() => (logo ? URL.createObjectURL(logo) : undefined), [logo])
  useEffect(() => () => (picture === undefined ? undefined : URL.revokeObjectURL(picture)), [picture])
  return (
    <>
      <div>
        <label className={shared.label} htmlFor={id}>
          {t('public.colour')}
        </label>
        <p className={shared.hint} id={`${id}-hint`}>
          {t('public.colourHint')}
        </p>
        <div className={classes.colour}>
          <input
            id={id}
            type="color"
            aria-describedby={`${id}-hint`}
            value={value === '' ? beginning : value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          <span className={classes.code}>{value === '' ? t('public.noColour') : value}</span>
          {value !== '' && (
            <Button variant="subtle" color="gray" size="sm" onClick={() => onChange('')}>
              {t('public.noColour')}
            </Button>
          )}
        </div>
      </div>
      <div className={classes.head} style={brandVariables(value, scheme) as React.CSSProperties} role="img" aria-label={t('public.preview')}>
        {picture === undefined ? <span className={classes.initial}>{me.company.name.trim().charAt(0).toUpperCase()}</span> : <img src={picture} alt="" width={36} height={36} />}
        <span>{me.company.name}</span>
      </div>
      <p className={shared.hint}>{t('public.logoHint')}</p>
    </>
  )
}
