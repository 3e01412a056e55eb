import { useRef, useState } from 'react'
import { Checkbox, Select, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle, IconCheck, IconMinus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { useImportDispositions, useImportPreview, type ImportedDispositions, type ImportedLine } from '@/api/dispositions'
import { OutcomeBadge, outcomes, type Outcome } from '@/components/Chips'
import { FormDrawer } from '@/components/FormDrawer'
import { toast } from '@/components/toast'
import { withOutcome } from './pasted'
import classes from './import.module.css'
import shared from './dispositions.module.css'

interface ImportDrawerProps {
  departments: readonly Department[]
  onClose: () => void
}

const typingMs = 350

/** A pasted list, line by line, with what would become of each before anything is made. */
export default function ImportDrawer({ departments, onClose }: ImportDrawerProps) {
  const { t } = useTranslation(['dispositions', 'common'])
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(() => departments.filter((one) => one.uses_dispositions).map((one) => one.id))
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [refused, setRefused] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const whole = withOutcome(text, outcome)
  const [settled] = useDebouncedValue(whole, typingMs)
  const preview = useImportPreview({ text: settled, department_ids: chosen })
  const make = useImportDispositions()
  const found = settled.trim() === '' ? undefined : preview.data
  const ready = found !== undefined && found.errors === 0 && found.created > 0 && settled === whole
  const bare = outcome !== null || found?.lines.some((line) => line.code === 'no_outcome')
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    if (!ready) {
      setRefused(true)
      field.current?.focus()
      return
    }
    try {
      const { created } = await make.mutateAsync({ text: whole, department_ids: chosen })
      toast.success(t('starter.done', { count: created }))
      onClose()
    } catch {
      // Said above the fields.
    }
  }
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t('import.title')}
      onSubmit={(event) => void submit(event)}
      submitLabel={ready ? t('import.submit', { count: found.created }) : t('import.submitNone')}
      busy={make.isPending}
      dirty={text.trim() !== ''}
      failure={make.error ?? preview.error}
      aside={<Preview found={found} />}
    >
      <Textarea
        label={t('import.list')}
        description={t('import.hint')}
        placeholder={t('import.placeholder')}
        minRows={10}
        autosize
        maxRows={22}
        data-autofocus
        ref={field}
        error={refused ? <Standing found={found} /> : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setRefused(false)
        }}
      />
      {bare && (
        <Select
          label={t('import.bare')}
          description={t('import.bareHint')}
          placeholder={t('import.bareChoose')}
          data={outcomes.map((one) => ({ value: one, label: t(`common:outcome.${one}`) }))}
          value={outcome}
          onChange={(value) => {
            setOutcome(value as Outcome | null)
            setRefused(false)
          }}
          clearable
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
        />
      )}
      <Checkbox.Group label={t('starter.departments')} value={chosen} onChange={setChosen}>
        <div className={shared.checks}>
          {departments.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
        </div>
      </Checkbox.Group>
    </FormDrawer>
  )
}

/** Where the list stands, in a sentence. */
function Standing({ found }: { found: ImportedDispositions | undefined }) {
  const { t } = useTranslation('dispositions')
  if (found === undefined) return t('import.waiting')
  if (found.errors > 0) return t('import.errors', { count: found.errors })
  return found.created === 0 ? t('import.nothingNew') : t('import.ready', { count: found.created })
}

function Preview({ found }: { found: ImportedDispositions | undefined }) {
  const { t } = useTranslation('dispositions')
  return (
    <section className={classes.preview} aria-label={t('import.preview')}>
      <h3 className={classes.title}>{t('import.preview')}</h3>
      <p className={classes.hint} role="status">
        <Standing found={found} />
      </p>
      {found && (
        <ol className={classes.lines}>
          {found.lines.map((line) => (
            <Line key={line.line} line={line} />
          ))}
        </ol>
      )}
    </section>
  )
}

const symbols = { new: IconCheck, exists: IconMinus, error: IconAlertTriangle }

function Line({ line }: { line: ImportedLine }) {
  const { t } = useTranslation('dispositions')
  const Symbol = symbols[line.status]
  return (
    <li data-status={line.status}>
      <span className={classes.number}>{line.line}</span>
      <Symbol size={17} stroke={2} aria-hidden className={classes.symbol} />
      <span className={classes.words}>
        <b>{line.name ?? line.text}</b>
        <span className={classes.hint}>
          {line.status === 'error'
            ? t(`import.code.${line.code as 'no_outcome'}`, { defaultValue: line.message ?? '' })
            : line.status === 'exists'
              ? t('import.exists')
              : line.requires_value
                ? t('asksValue')
                : ''}
        </span>
      </span>
      {line.outcome && <OutcomeBadge outcome={line.outcome} />}
    </li>
  )
}
