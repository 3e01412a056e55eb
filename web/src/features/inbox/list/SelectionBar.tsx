import { lazy, Suspense, useState } from 'react'
import { Button, CloseButton } from '@mantine/core'
import { IconChecks, IconCircleCheck, IconTag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useFormat } from '@/format'
import { loadTexts } from '@/i18n'
import type { Selection } from './selection'
import classes from './selection.module.css'

const ManyModal = lazy(async () => {
  const [loaded] = await Promise.all([import('../closing/ManyModal'), loadTexts('thread'), loadTexts('refusals')])
  return loaded
})

interface SelectionBarProps {
  selection: Selection
  items: readonly Conversation[]
}

/** What can be done with what is picked. */
export default function SelectionBar({ selection, items }: SelectionBarProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const format = useFormat()
  const [deed, setDeed] = useState<'close' | 'classify'>()
  const chosen = items.filter((one) => selection.ids.includes(one.id))
  const open = chosen.filter((one) => one.status !== 'closed')
  const unclassified = chosen.filter((one) => one.status === 'closed' && one.closing?.disposition_id == null)
  const concerned = deed === 'close' ? open : unclassified
  return (
    <div className={classes.bar} role="group" aria-label={t('select.bar')}>
      <div className={classes.row}>
        <strong role="status">{t('select.count', { count: selection.ids.length, shown: format.number(selection.ids.length) })}</strong>
        <Button size="sm" variant="subtle" leftSection={<IconChecks size={16} aria-hidden />} onClick={selection.all}>
          {t('select.all')}
        </Button>
        <CloseButton aria-label={t('select.stop')} onClick={selection.stop} className={classes.stop} />
      </div>
      <div className={classes.row}>
        {open.length > 0 && (
          <Button size="sm" leftSection={<IconCircleCheck size={17} stroke={1.75} aria-hidden />} onClick={() => setDeed('close')}>
            {t('select.close', { count: open.length })}
          </Button>
        )}
        {unclassified.length > 0 && (
          <Button size="sm" leftSection={<IconTag size={17} stroke={1.75} aria-hidden />} onClick={() => setDeed('classify')}>
            {t('select.classify', { count: unclassified.length })}
          </Button>
        )}
        {open.length + unclassified.length === 0 && <span className={classes.hint}>{selection.ids.length === 0 ? t('select.hint') : t('select.nothing')}</span>}
      </div>
      {deed !== undefined && (
        <Suspense>
          <ManyModal
            deed={deed}
            conversations={concerned}
            onClose={() => setDeed(undefined)}
            onDone={(refused) => {
              if (refused.length === 0) selection.stop()
              else selection.keep(refused)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
