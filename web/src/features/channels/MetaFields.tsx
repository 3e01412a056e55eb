import { useState } from 'react'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { plainSettings, secretSettings, type ChannelDraft } from './draft'
import classes from './channels.module.css'

interface MetaFieldsProps {
  form: UseFormReturnType<ChannelDraft>
  /** Names of the secrets that are set already. */
  set: readonly string[]
}

/** What the Cloud API needs. Secrets can be replaced, never read. */
export function MetaFields({ form, set }: MetaFieldsProps) {
  const { t } = useTranslation('channels')
  return (
    <fieldset className={classes.fields}>
      <legend className={classes.legend}>{t('meta.title')}</legend>
      {plainSettings.map((name) => (
        <TextInput
          key={name}
          label={t(`meta.${name}`)}
          description={t(`meta.${name}Hint`)}
          autoComplete="off"
          inputMode="numeric"
          {...form.getInputProps(`settings.${name}`)}
        />
      ))}
      {secretSettings.map((name) => (
        <SecretField
          key={name}
          label={t(`meta.${name}`)}
          hint={t(`meta.${name}Hint`)}
          set={set.includes(name)}
          // The verify token has to be pasted at Meta: it is no secret while it is made.
          plain={name === 'verify_token'}
          {...form.getInputProps(`settings.${name}`)}
        />
      ))}
    </fieldset>
  )
}

interface SecretFieldProps {
  label: string
  hint: string
  set: boolean
  plain: boolean
  value?: string
}

function SecretField({ label, hint, set, plain, ...input }: SecretFieldProps) {
  const { t } = useTranslation('channels')
  const [replacing, setReplacing] = useState(false)
  if (set && !replacing) {
    return (
      <div className={classes.secret}>
        <span className={classes.secretWords}>
          <span className={classes.label}>{label}</span>
          <span className={classes.secretSet}>
            <IconLock size={15} aria-hidden />
            {t('meta.set')}
          </span>
        </span>
        <Button variant="default" size="sm" aria-label={t('meta.replaceOf', { what: label })} onClick={() => setReplacing(true)}>
          {t('meta.replace')}
        </Button>
      </div>
    )
  }
  const shared = { label, description: hint, autoComplete: 'off', autoFocus: replacing, ...input }
  if (plain) return <TextInput {...shared} spellCheck={false} />
  return <PasswordInput {...shared} visibilityToggleButtonProps={{ 'aria-label': t('meta.show', { what: label }) }} />
}
