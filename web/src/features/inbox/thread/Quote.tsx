import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Quoted } from '@/api/messages'
import { kindIcon, kindOf, useKindName } from '../kinds'
import classes from './quote.module.css'

interface QuoteProps {
  quoted: Quoted
  /** Missing: nothing to jump to. */
  onJump?: (() => void) | undefined
}

/** The message that is answered, in short; pressing it leads there. */
export function Quote({ quoted, onJump }: QuoteProps) {
  const { t } = useTranslation('thread')
  const content = <QuoteWords quoted={quoted} />
  if (!onJump) return <div className={classes.quote} data-direction={quoted.direction} children={content} />
  return (
    <UnstyledButton className={classes.quote} data-direction={quoted.direction} onClick={onJump} title={t('reply.jump')}>
      {content}
    </UnstyledButton>
  )
}

export function QuoteWords({ quoted }: { quoted: Quoted }) {
  const { t } = useTranslation('thread')
  const kindName = useKindName()
  const kind = kindOf(quoted.kind)
  const Symbol = kindIcon(kind)
  const plain = kind === 'text' || kind === 'note'
  return (
    <>
      <span className={classes.quoteWho}>{t(quoted.direction === 'in' ? 'reply.contact' : 'reply.company')}</span>
      <span className={classes.quoteWords}>
        {!plain && <Symbol size={14} stroke={1.9} aria-hidden />}
        {quoted.preview || kindName(kind)}
      </span>
    </>
  )
}
