import { IconLink, IconPlugConnected, IconTags } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './firstRun.module.css'

const steps = [
  { icon: IconPlugConnected, title: 'aside.step1', text: 'aside.step1Text' },
  { icon: IconLink, title: 'aside.step2', text: 'aside.step2Text' },
  { icon: IconTags, title: 'aside.step3', text: 'aside.step3Text' },
] as const

/** What comes after the form, so that a person knows why to fill it in. */
export function Steps() {
  const { t } = useTranslation('firstRun')
  return (
    <section className={classes.aside}>
      <h2 className={classes.asideTitle}>{t('aside.title')}</h2>
      <ol className={classes.steps}>
        {steps.map(({ icon: Symbol, title, text }) => (
          <li key={title}>
            <span className={classes.symbol} aria-hidden>
              <Symbol size={20} stroke={1.8} />
            </span>
            <span>
              <strong>{t(title)}</strong>
              <span className={classes.stepText}>{t(text)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
