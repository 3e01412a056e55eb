import { useTranslation } from 'react-i18next'
import { IconEye } from '@tabler/icons-react'
import { Qr } from './Qr'
import classes from './Preview.module.css'

/** A code as it looks; every click gets one of its own. */
const exampleCode = '4K7M2XQ'

interface BubbleProps {
  /** What the customer's phone has typed in already. */
  text: string
  /** Whether a code follows the text. */
  coded: boolean
}

export function Bubble({ text, coded }: BubbleProps) {
  const { t } = useTranslation('links')
  return (
    <div className={classes.phone} role="img" aria-label={t('preview.bubble', { text: coded ? `${text} (ref ${exampleCode})` : text })}>
      <div className={classes.bubble}>
        <span>{text || t('preview.noMessage')}</span>
        {coded && <span className={classes.code}> (ref {exampleCode})</span>}
        <span className={classes.time}>09:41</span>
      </div>
    </div>
  )
}

interface PreviewProps extends BubbleProps {
  address: string
  /** The address is not known until the link is saved. */
  provisional: boolean
}

/** What a customer will see, while the link is being made. */
export function Preview({ text, coded, address, provisional }: PreviewProps) {
  const { t } = useTranslation('links')
  return (
    <div className={classes.all}>
      <p className={classes.title}>
        <IconEye size={17} aria-hidden />
        {t('preview.title')}
      </p>
      <Bubble text={text} coded={coded} />
      <p className={classes.hint}>{coded ? t('preview.codeHint') : t('preview.hashtagHint')}</p>
      <div className={classes.address}>
        <Qr value={address} label={t('preview.qr')} size={112} pale={provisional} />
        <div className={classes.words}>
          <span className={classes.url}>{address.replace(/^https?:\/\//, '')}</span>
          <span className={classes.hint}>{provisional ? t('preview.provisional') : t('preview.own')}</span>
        </div>
      </div>
    </div>
  )
}
