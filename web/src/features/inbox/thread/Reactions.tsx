import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Reaction } from '@/api/messages'
import classes from './bubble.module.css'

/** Below the bubble: equal ones once, with their number. */
export function Reactions({ reactions }: { reactions: readonly Reaction[] }) {
  const { t } = useTranslation('thread')
  const emojis = [...new Set(reactions.map(({ emoji }) => emoji))]
  return (
    <ul className={classes.reactions} aria-label={t('reactions.label')}>
      {emojis.map((emoji) => {
        const by = reactions.filter((one) => one.emoji === emoji)
        const who = [...new Set(by.map((one) => t(`reactions.${one.by}`)))].join(', ')
        return (
          <li key={emoji} title={who}>
            <span aria-hidden>{emoji}</span>
            {by.length > 1 && <b aria-hidden>{by.length}</b>}
            <VisuallyHidden>{`${emoji} ${who}`}</VisuallyHidden>
          </li>
        )
      })}
    </ul>
  )
}
