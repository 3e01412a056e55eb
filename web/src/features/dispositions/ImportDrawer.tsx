import { useState } from 'react'
import { Checkbox, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle, IconCheck, IconMinus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { useImportDispositions, useImportPreview, type ImportedDispositions, type ImportedLine } from '@/api/dispositions'
import { OutcomeBadge } from '@/components/Chips'
import { FormDrawer } from '@/components/FormDrawer'
import { toast } from '@/components/toast'
import classes from './import.module.css'
import shared from './dispositions.module.css'

interface ImportDrawerProps {
  departments: readonly Department[]
  onClose: () => void
}

const typingMs = 350

/** A pasted list, line by line, with what would become of each before anything is made. */
export default function ImportDrawer({ departments, onClose }: ImportDrawerProps) {
  const { t } = useTranslation('dispositions')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(() => departments.filter((one) => one.uses_dispositions).map((one) => one.id))
  const [settled] = useDebouncedValue(text, typingMs)
  const preview = useImportPreview({ text: settled, department_ids: chosen })
  const make = useImportDispositions()
  const found = settled.trim() === '' ? undefined : preview.data
  const ready = found !== undefined && found.errors === 0 && found.created > 0 && settled === text
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    if (!ready) return
    try {
      const { created } = await make.mutateAsync({ text, department_ids: chosen })
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
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
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

function Preview({ found }: { found: ImportedDispositions | undefined }) {
  const { t } = useTranslation('dispositions')
  return (
    <section className={classes.preview} aria-label={t('import.preview')}>
      <h3 className={classes.title}>{t('import.preview')}</h3>
      <p className={classes.hint} role="status">
        {found === undefined
          ? t('import.waiting')
          : found.errors > 0
            ? t('import.errors', { count: found.errors })
            : t('import.ready', { count: found.created })}
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
