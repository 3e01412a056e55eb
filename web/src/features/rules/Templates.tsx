import { IconClockPause, IconKey, IconMessage2, IconMoonStars, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Card } from '@/components/Page'
import { templates, type Template } from './draft'
import classes from './rules.module.css'

const symbols: Record<Template, Icon> = {
  silence: IconClockPause,
  phrase: IconMessage2,
  keyPhrase: IconKey,
  outsideHours: IconMoonStars,
}

/** Where to begin. */
export function Templates({ first, onChoose }: { first: boolean; onChoose: (template: Template) => void }) {
  const { t } = useTranslation('rules')
  return (
    <Card title={first ? t('templates.first') : t('templates.more')} lead={t('templates.lead')}>
      <ul className={classes.templates}>
        {templates.map((template) => {
          const Symbol = symbols[template]
          return (
            <li key={template}>
              <button type="button" className={classes.template} onClick={() => onChoose(template)}>
                <span className={classes.templateSymbol} aria-hidden>
                  <Symbol size={20} stroke={1.75} />
                </span>
                <span>
                  <strong>{t(`templates.${template}.title`)}</strong>
                  <span className={classes.hint}>{t(`templates.${template}.text`)}</span>
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
