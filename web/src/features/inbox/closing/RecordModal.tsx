import '@/controls.css'
import './print.css'
import { useEffect } from 'react'
import { Button, Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPencil, IconPrinter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClosingRecord, type Answer, type ClosingRecord } from '@/api/closings'
import type { Conversation } from '@/api/conversations'
import type { FormField } from '@/api/departments'
import { useMe, useRole } from '@/api/session'
import { OutcomeBadge } from '@/components/Chips'
import { Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { formatDocument } from './answers'
import { ClosingHistory, How } from './ClosingHistory'
import { FactGrid } from './FactGrid'
import classes from './closing.module.css'

interface RecordModalProps {
  conversation: Conversation
  onClose: () => void
  onCorrect: () => void
}

/** Ficha completa of a closed conversation, for as long as it exists; on paper too. */
export default function RecordModal({ conversation, onClose, onCorrect }: RecordModalProps) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const format = useFormat()
  const { company } = useMe()
  const record = useClosingRecord(conversation.id)
  const phone = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  const leader = useRole('admin', 'manager')
  const classified = conversation.closing?.disposition_id != null
  usePaper()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('thread:record.title')}
      size={760}
      fullScreen={phone === true}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <div className={classes.form} data-printable>
        <p className={classes.letterhead}>
          <b>{company.name}</b> · {t('thread:record.title')} {conversation.protocol} · {t('thread:record.printed', { when: format.dateTime(Date.now()) })}
        </p>
        <FactGrid conversation={conversation} />
        <Loaded query={record} skeleton={<Skeletons shape="form" count={3} />}>
          {(found) => <Answered record={found} />}
        </Loaded>
        <ClosingHistory conversationId={conversation.id} />
        <div className={classes.foot}>
          {(leader || !classified) && (
            <Button variant="default" leftSection={<IconPencil size={17} stroke={1.75} aria-hidden />} onClick={onCorrect} mr="auto">
              {classified ? t('thread:record.correct') : t('actions.classify')}
            </Button>
          )}
          <Button variant="default" leftSection={<IconPrinter size={17} stroke={1.75} aria-hidden />} onClick={() => window.print()}>
            {t('thread:record.print')}
          </Button>
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:actions.close')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

/** What is printed is a copy of the form alone, and light: paper is white, whatever the scheme. */
function usePaper(): void {
  useEffect(() => {
    const root = document.documentElement
    const attribute = 'data-mantine-color-scheme'
    let scheme: string | null = null
    let sheet: HTMLElement | undefined
    const lay = () => {
      const form = document.querySelector('[data-printable]')
      if (!form || sheet) return
      scheme = root.getAttribute(attribute)
      root.setAttribute(attribute, 'light')
      sheet = document.createElement('div')
      sheet.className = 'print-sheet'
      sheet.append(form.cloneNode(true))
      document.body.append(sheet)
    }
    const lift = () => {
      if (scheme !== null) root.setAttribute(attribute, scheme)
      sheet?.remove()
      sheet = undefined
    }
    window.addEventListener('beforeprint', lay)
    window.addEventListener('afterprint', lift)
    return () => {
      lift()
      window.removeEventListener('beforeprint', lay)
      window.removeEventListener('afterprint', lift)
    }
  }, [])
}

function Answered({ record: { closing, fields } }: { record: ClosingRecord }) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const format = useFormat()
  const given = (value: React.ReactNode) => value ?? <span className={classes.unknown}>{t('common:states.unknown')}</span>
  const asked = fields.filter(
    ({ shown_for, key }) =>
      key in closing.fields || shown_for.length === 0 || (closing.disposition_id !== null && shown_for.includes(closing.disposition_id)),
  )
  return (
    <dl className={classes.grid}>
      <div className={classes.two}>
        <dt>{t('thread:closing.disposition')}</dt>
        <dd>
          <OutcomeBadge outcome={closing.outcome ?? 'unclassified'} label={closing.disposition} />
        </dd>
      </div>
      <div>
        <dt>{t('thread:closing.value')}</dt>
        <dd className="tabular">{given(closing.value_cents === null ? null : format.money(closing.value_cents))}</dd>
      </div>
      <div>
        <dt>{t('thread:record.how')}</dt>
        <dd>
          <How closing={closing} />
        </dd>
      </div>
      {asked.map((field) => (
        <div key={field.key} className={field.type === 'long_text' || field.type === 'multiple' ? classes.two : undefined}>
          <dt>{field.label}</dt>
          <dd className={field.type === 'long_text' ? classes.words : undefined}>
            {given(<FieldAnswer field={field} answer={closing.fields[field.key]} />)}
          </dd>
        </div>
      ))}
      <div className={classes.wide}>
        <dt>{t('thread:closing.note')}</dt>
        <dd className={classes.words}>{given(closing.note)}</dd>
      </div>
      {closing.reason && (
        <div className={classes.wide}>
          <dt>{t('thread:closing.reason')}</dt>
          <dd className={classes.words}>{closing.reason}</dd>
        </div>
      )}
    </dl>
  )
}

function FieldAnswer({ field, answer }: { field: FormField; answer: Answer | undefined }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  if (answer === null || answer === undefined || answer === '') return <span className={classes.unknown}>{t('states.unknown')}</span>
  if (typeof answer === 'boolean') return answer ? t('states.yes') : t('states.no')
  if (Array.isArray(answer)) return answer.join(', ')
  if (typeof answer === 'number') return field.type === 'money' ? format.money(answer) : format.number(answer)
  if (field.type === 'date' && /^\d{4}-\d\d-\d\d$/.test(answer)) return format.day(answer)
  return field.type === 'cpf_cnpj' ? formatDocument(answer) : answer
}
