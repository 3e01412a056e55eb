import { useState } from 'react'
import { TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { utmKeys, type Utm } from './draft'
import { Macros } from './Macros'
import classes from './links.module.css'

/** Folded away: who does not advertise never needs them. */
export function UtmFields<Values extends { utm: Utm }>({ form }: { form: UseFormReturnType<Values> }) {
  const { t } = useTranslation(['links', 'generator'])
  const filled = Object.values(form.values.utm).some((value) => value !== '')
  const [macros, setMacros] = useState(false)
  return (
    <details className={classes.details} open={filled || undefined}>
      <summary>{t('form.utm')}</summary>
      <p className={classes.hint}>{t('form.utmHint')}</p>
      <div className={classes.pair}>
        {utmKeys.map((key) => (
          <TextInput
            key={key}
            label={t(`utm.${key}`)}
            placeholder={key}
            maxLength={200}
            autoCapitalize="off"
            {...form.getInputProps(`utm.${key}`)}
          />
        ))}
      </div>
      <details className={classes.inner} onToggle={(event) => setMacros(event.currentTarget.open)}>
        <summary>{t('generator:macros.title')}</summary>
        <p className={classes.hint}>{t('generator:macros.lead')}</p>
        {macros && <Macros />}
      </details>
    </details>
  )
}
