import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** The shortest password that is taken; the server checks the same. */
export const shortestPassword = 8

interface PasswordFieldProps extends PasswordInputProps {
  /** Whether a password manager should offer a new one or fill in the old. */
  fresh?: boolean
}

export function PasswordField({ fresh = false, ...rest }: PasswordFieldProps) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      autoComplete={fresh ? 'new-password' : 'current-password'}
      visibilityToggleButtonProps={{ 'aria-label': `${t('password.show')} / ${t('password.hide')}`, tabIndex: 0 }}
      {...rest}
    />
  )
}
