import { Kbd } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/States'
import classes from './inbox.module.css'

/** The place of the thread while no conversation is chosen. */
export function NothingOpen() {
  const { t } = useTranslation('inbox')
  return (
    <section className={classes.nothing} aria-label={t('thread.label')}>
      <EmptyState icon={IconMessages} title={t('thread.nothing')}>
        {t('thread.nothingHint')}
      </EmptyState>
      <p className={classes.keys}>
        <Kbd>Alt</Kbd> + <Kbd>J</Kbd> {t('thread.keyNext')}
        <span aria-hidden>·</span> <Kbd>?</Kbd> {t('thread.keyAll')}
      </p>
    </section>
  )
}
