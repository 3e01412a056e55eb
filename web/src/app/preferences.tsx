import { ActionIcon, UnstyledButton, localStorageColorSchemeManager, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { changeLanguage } from '@/i18n'
import classes from './preferences.module.css'

/** The same key as in public/theme-init.js. */
export const colorSchemes = localStorageColorSchemeManager({ key: 'nascente-color-scheme' })

export function useLanguageSwitch() {
  const { i18n } = useTranslation()
  return () => void changeLanguage(i18n.language === 'en' ? 'pt-BR' : 'en')
}

export function useThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  return { scheme, toggle: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark') }
}

/** The accessible name begins with the visible letters, so that voice control finds it. */
export function LanguageSwitch() {
  const { t } = useTranslation('shell')
  const change = useLanguageSwitch()
  return (
    <UnstyledButton
      className={classes.language}
      aria-label={`${t('language.current')} — ${t('language.switch')}`}
      title={t('language.switch')}
      onClick={change}
    >
      {t('language.current')}
    </UnstyledButton>
  )
}

export function ThemeSwitch() {
  const { t } = useTranslation('shell')
  const { scheme, toggle } = useThemeSwitch()
  const label = scheme === 'dark' ? t('theme.toLight') : t('theme.toDark')
  return (
    <ActionIcon aria-label={label} title={label} onClick={toggle}>
      {scheme === 'dark' ? <IconSun size={19} stroke={1.8} /> : <IconMoon size={19} stroke={1.8} />}
    </ActionIcon>
  )
}
