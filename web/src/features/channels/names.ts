import { useTranslation } from 'react-i18next'

/** Names and explanations of what a provider asks; one of a newer server keeps the server's own word. */
export function useSettingTexts() {
  const { t, i18n } = useTranslation('channels')
  const text = (key: string) => (i18n.exists(`channels:${key}`) ? t(key as 'title') : undefined)
  return {
    provider: (name: string) => text(`provider.${name}`) ?? name,
    providerText: (name: string) => text(`providerText.${name}`),
    label: (provider: string, name: string) => text(`setting.${provider}.${name}`) ?? text(`setting.any.${name}`) ?? name,
    hint: (provider: string, name: string) => text(`settingHint.${provider}.${name}`) ?? text(`settingHint.any.${name}`),
    steps: (provider: string) => ['one', 'two', 'three', 'four'].map((step) => text(`guide.steps.${provider}.${step}`)).filter((one) => one !== undefined),
  }
}
