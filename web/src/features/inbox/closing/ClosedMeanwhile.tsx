import { Button } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Closing } from '@/api/closings'
import { OutcomeBadge } from '@/components/Chips'
import { useFormat } from '@/format'
import answerClasses from './answers.module.css'
import classes from './closing.module.css'

/** Two were closing at once: this one was second, and sees who and what. */
export function ClosedMeanwhile({ closing, onClose }: { closing: Closing; onClose: () => void }) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const format = useFormat()
  const { closed_by, closed_by_name, closed_at, disposition, outcome, value_cents, note } = closing
  return (
    <div className={classes.form}>
      <div className={answerClasses.meanwhile} role="alert">
        <IconUsers size={22} stroke={1.75} aria-hidden />
        <div>
          <p className={answerClasses.meanwhileTitle}>
            {t('thread:closing.other', { who: closed_by_name ?? t(`closedBy.${closed_by}`), when: format.time(closed_at) })}
          </p>
          <p className={answerClasses.meanwhileWhat}>
            <OutcomeBadge outcome={outcome ?? 'unclassified'} label={disposition} />
            {value_cents !== null && <b className="tabular">{format.money(value_cents)}</b>}
          </p>
          {note && <p className={classes.words}>{note}</p>}
          <p className={classes.lead}>{t('thread:closing.otherHint')}</p>
        </div>
      </div>
      <div className={classes.foot}>
        <Button onClick={onClose} data-autofocus>
          {t('common:actions.understood')}
        </Button>
      </div>
    </div>
  )
}
