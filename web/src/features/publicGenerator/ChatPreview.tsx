import { useTranslation } from 'react-i18next'
import classes from './publicGenerator.module.css'

/** A code as it looks; every click gets one of its own. */
const exampleCode = '4K7M2XQ'

interface ChatPreviewProps {
  company: string
  text: string
  /** Whether a code follows the text. */
  coded: boolean
}

/** The chat as the customer finds it, with the message typed in. */
export function ChatPreview({ company, text, coded }: ChatPreviewProps) {
  const { t } = useTranslation('publicGenerator')
  const shown = text === '' ? t('preview.none') : text
  return (
    <figure className={classes.preview}>
      <figcaption className={classes.previewTitle}>{t('preview.title')}</figcaption>
      <div className={classes.phone} role="img" aria-label={t('preview.said', { text: coded ? `${shown} (ref ${exampleCode})` : shown })}>
        <span className={classes.phoneHead}>
          <span className={classes.phoneFace}>{company.trim().charAt(0).toUpperCase()}</span>
          <span className={classes.phoneName}>{company}</span>
        </span>
        <span className={classes.bubble}>
          {shown}
          {coded && <span className={classes.code}> (ref {exampleCode})</span>}
        </span>
      </div>
      <p className={classes.hint}>{coded ? t('preview.code') : t('preview.hashtag')}</p>
    </figure>
  )
}
