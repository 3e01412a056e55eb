import '@/controls.css'
import { Button, Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPencil, IconRobot, IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClosingRecord, type Answer, type Closing, type ClosingRecord } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import type { FormField } from '@/api/departments'
import { useRole } from '@/api/session'
import { OutcomeBadge } from '@/components/Chips'
import { Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { FactGrid } from './FactGrid'
import classes from './closing.module.css'

interface RecordModalProps {
  conversation: Conversation
  onClose: () => void
  onCorrect: () => void
}

/** Ficha completa of a closed conversation, for as long as it exists. */
export default function RecordModal({ conversation, onClose, onCorrect }: RecordModalProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const record = useClosingRecord(conversation.id)
  const phone = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  const leader = useRole('admin', 'manager')
  const classified = conversation.closing?.disposition_id != null
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('record.title')}
      size={760}
      fullScreen={phone === true}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <div className={classes.form}>
        <FactGrid conversation={conversation} />
        <Loaded query={record} skeleton={<Skeletons shape="form" count={3} />}>
          {(found) => <Answered record={found} />}
        </Loaded>
        <div className={classes.foot}>
          {(leader || !classified) && (
            <Button
              variant="default"
              leftSection={<IconPencil size={17} stroke={1.75} aria-hidden />}
              onClick={onCorrect}
              mr="auto"
            >
              {classified ? t('record.correct') : t('actions.classify')}
            </Button>
          )}
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:actions.close')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function Answered({ record: { closing, fields, history } }: { record: ClosingRecord }) {
  const { t } = useTranslation(['inbox', 'common'])
  const format = useFormat()
  const given = (value: React.ReactNode) => value ?? <span className={classes.unknown}>{t('common:states.unknown')}</span>
  const asked = fields.filter(
    ({ shown_for, key }) =>
      key in closing.fields || shown_for.length === 0 || (closing.disposition_id !== null && shown_for.includes(closing.disposition_id)),
  )
  return (
    <>
      <dl className={classes.grid}>
        <div className={classes.two}>
          <dt>{t('closing.disposition')}</dt>
          <dd>
            <OutcomeBadge outcome={closing.outcome ?? 'unclassified'} label={closing.disposition} />
          </dd>
        </div>
        <div>
          <dt>{t('closing.value')}</dt>
          <dd className="tabular">{given(closing.value_cents === null ? null : format.money(closing.value_cents))}</dd>
        </div>
        <div>
          <dt>{t('record.how')}</dt>
          <dd>
            <How closing={closing} />
          </dd>
        </div>
        {asked.map((field) => (
          <div key={field.key}>
            <dt>{field.label}</dt>
            <dd>{given(<FieldAnswer field={field} answer={closing.fields[field.key]} />)}</dd>
          </div>
        ))}
        <div className={classes.wide}>
          <dt>{t('closing.note')}</dt>
          <dd className={classes.words}>{given(closing.note)}</dd>
        </div>
        {closing.reason && (
          <div className={classes.wide}>
            <dt>{t('closing.reason')}</dt>
            <dd className={classes.words}>{closing.reason}</dd>
          </div>
        )}
      </dl>
      {history.length > 0 && <History history={history} />}
    </>
  )
}

function FieldAnswer({ field, answer }: { field: FormField; answer: Answer | undefined }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  if (answer === null || answer === undefined || answer === '') return <span className={classes.unknown}>{t('states.unknown')}</span>
  if (typeof answer === 'number') return field.type === 'money' ? format.money(answer) : format.number(answer)
  return answer
}

/** By a person or by itself, and by whom. */
function How({ closing }: { closing: Closing }) {
  const { t } = useTranslation(['inbox', 'common'])
  const format = useFormat()
  const { mode, closed_by, closed_by_name, confidence } = closing
  const Symbol = mode === 'human' ? IconUser : IconRobot
  return (
    <span className={classes.how}>
      <span className={classes.mode} data-mode={mode}>
        <Symbol size={14} stroke={2} aria-hidden />
        {t(`common:mode.${mode}`)}
      </span>
      <span>
        {closed_by_name ?? t(`closedBy.${closed_by}`)}
        {confidence !== null && ` · ${format.percent(confidence, 0)}`}
      </span>
    </span>
  )
}

function History({ history }: { history: readonly Closing[] }) {
  const { t } = useTranslation('inbox')
  const format = useFormat()
  return (
    <section>
      <h3 className={classes.legend}>{t('record.history')}</h3>
      <ol className={classes.history}>
        {history.map((one) => (
          <li key={one.id}>
            <OutcomeBadge outcome={one.outcome ?? 'unclassified'} label={one.disposition} />
            {one.value_cents !== null && <b className="tabular">{format.money(one.value_cents)}</b>}
            <How closing={one} />
            <time dateTime={one.closed_at}>{format.dateTime(one.closed_at)}</time>
            {one.note && <p>{one.note}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
