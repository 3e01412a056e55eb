import { useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useUtmMacros } from '@/api/generator'
import { CopyButton } from '@/components/CopyButton'
import { Loaded, Skeletons } from '@/components/States'
import classes from './Macros.module.css'

/** What each ad platform fills in at a click, to copy into its own field for parameters. */
export function Macros() {
  const { t, i18n } = useTranslation('generator')
  const [platform, setPlatform] = useState('meta')
  const meaningOf = (text: string, otherwise: string) => {
    const key = `macro.${text.replace(/^\W+|\W+$/g, '').replace(/^_+|_+$/g, '').replace(/\W/g, '_').toLowerCase()}`
    return i18n.exists(`generator:${key}`) ? t(key as 'macro.campaign_name') : otherwise
  }
  return (
    <Loaded query={useUtmMacros(true)} skeleton={<Skeletons shape="form" count={2} />}>
      {(all) => {
        const shown = all.find((one) => one.platform === platform) ?? all[0]
        if (!shown) return null
        return (
          <div className={classes.all}>
            <SegmentedControl
              aria-label={t('macros.platform')}
              value={shown.platform}
              onChange={setPlatform}
              data={all.map((one) => ({ value: one.platform, label: t(`macros.names.${one.platform}` as 'macros.names.meta') }))}
            />
            <div className={classes.ready}>
              <span className={classes.label}>{t('macros.ready')}</span>
              <code className={classes.code} tabIndex={0}>
                {shown.parameters}
              </code>
              <span className={classes.place}>{t('macros.place', { place: t(`macros.places.${shown.platform}` as 'macros.places.meta') })}</span>
              <CopyButton value={shown.parameters} label={t('macros.copyAll')} />
            </div>
            <ul className={classes.list} aria-label={t('macros.list')}>
              {shown.macros.map(({ text, meaning }) => (
                <li key={text}>
                  <code>{text}</code>
                  <span>{meaningOf(text, meaning)}</span>
                  <CopyButton compact value={text} label={t('macros.copyOne', { macro: text })} />
                </li>
              ))}
            </ul>
          </div>
        )
      }}
    </Loaded>
  )
}
