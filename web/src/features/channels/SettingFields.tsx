import { useState } from 'react'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SettingRule } from '@/api/providers'
import type { ChannelDraft } from './draft'
import { useSettingTexts } from './names'
import classes from './channels.module.css'

interface SettingFieldsProps {
  form: UseFormReturnType<ChannelDraft>
  rules: readonly SettingRule[]
  /** Names of the secrets that are set already. */
  set: readonly string[]
  wrong: string | null
}

/** What the provider has to be told, as the server lists it. Secrets can be replaced, never read. */
export function SettingFields({ form, rules, set, wrong }: SettingFieldsProps) {
  const { t } = useTranslation(['channels', 'common'])
  const texts = useSettingTexts()
  const { provider } = form.values
  return (
    <fieldset className={classes.fields}>
      <legend className={classes.legend}>{t('settingsOf', { provider: texts.provider(provider) })}</legend>
      {rules.map(({ name, secret, required, shape }) => {
        const label = texts.label(provider, name)
        const shared = {
          label: required ? label : `${label} (${t('common:states.optional')})`,
          hint: texts.hint(provider, name),
          ...form.getInputProps(`settings.${name}`),
        }
        if (secret) {
          // The verify token has to be pasted at Meta: it is no secret while it is made.
          return <SecretField key={`${provider}.${name}`} {...shared} set={set.includes(name)} wrong={wrong === name} plain={name === 'verify_token'} />
        }
        const { hint, ...input } = shared
        return (
          <TextInput
            key={`${provider}.${name}`}
            description={hint}
            autoComplete="off"
            spellCheck={false}
            {...(shape === 'address' ? { type: 'url', placeholder: 'https://' } : {})}
            {...input}
          />
        )
      })}
    </fieldset>
  )
}

interface SecretFieldProps {
  label: string
  hint: string | undefined
  set: boolean
  wrong: boolean
  plain: boolean
  value?: string
  error?: React.ReactNode
}

function SecretField({ label, hint, set, wrong, plain, ...input }: SecretFieldProps) {
  const { t } = useTranslation('channels')
  const [replacing, setReplacing] = useState(wrong)
  if (set && !replacing) {
    return (
      <div className={classes.secret}>
        <span className={classes.secretWords}>
          <span className={classes.label}>{label}</span>
          <span className={classes.secretSet}>
            <IconLock size={15} aria-hidden />
            {t('secret.set')}
          </span>
        </span>
        <Button variant="default" size="sm" aria-label={t('secret.replaceOf', { what: label })} onClick={() => setReplacing(true)}>
          {t('secret.replace')}
        </Button>
      </div>
    )
  }
  const { error = wrong && input.value === '' ? t('secret.refused') : undefined, ...rest } = input
  const shared = { label, description: hint, autoComplete: 'off', autoFocus: replacing, 'data-autofocus': wrong || undefined, ...rest, error }
  if (plain) return <TextInput {...shared} spellCheck={false} />
  return <PasswordInput {...shared} visibilityToggleButtonProps={{ 'aria-label': t('secret.show', { what: label }) }} />
}
