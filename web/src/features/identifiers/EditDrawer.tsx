import '@/controls.css'
import { useRef } from 'react'
import { Autocomplete, Button, Drawer, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useIdentifierNames, useUpdateIdentifier, type EntryIdentifier, type IdentifierChanges } from '@/api/identifiers'
import { OriginChip } from '@/components/Chips'
import { applyProblem, focusFirstError, useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { changesOf, fields, suggested, type Names } from './names'
import classes from './identifiers.module.css'

interface EditDrawerProps {
  identifier: EntryIdentifier | undefined
  /** Where to begin. */
  focus?: 'label' | 'campaign' | undefined
  onClose: () => void
}

/** Names an identifier. The figures of every report follow at once. */
export function EditDrawer({ identifier, focus, onClose }: EditDrawerProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  // What was edited stays in view while the drawer slides away.
  const last = useRef(identifier)
  if (identifier) last.current = identifier
  return (
    <Drawer
      opened={identifier !== undefined}
      onClose={onClose}
      title={t('edit')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      {last.current && <EditForm key={last.current.id} identifier={last.current} focus={focus} onClose={onClose} />}
    </Drawer>
  )
}

interface EditFormProps {
  identifier: EntryIdentifier
  focus: EditDrawerProps['focus']
  onClose: () => void
}

function EditForm({ identifier, focus = 'label', onClose }: EditFormProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  const update = useUpdateIdentifier()
  const names = useIdentifierNames().data
  const problemText = useProblemText()
  const initial = Object.fromEntries(fields.map((field) => [field, identifier[field] ?? ''])) as unknown as Names
  const form = useForm<Names>({
    initialValues: initial,
    validate: {
      label: (value) => (value.trim() === '' ? t('common:validation.required') : null),
    },
  })
  const unplaced = update.error !== null && Object.keys(form.errors).length === 0
  const save = async (names: Names) => {
    const changes: IdentifierChanges = changesOf(initial, names)
    if (Object.keys(changes).length > 0) {
      try {
        await update.mutateAsync({ id: identifier.id, changes })
      } catch (error) {
        applyProblem(form, error)
        return
      }
      toast.success(t('saved'))
    }
    onClose()
  }
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={form.onSubmit(
        (names) => void save(names),
        (errors) => focusFirstError(form, Object.keys(errors)),
      )}
    >
      <div className={classes.subject}>
        <OriginChip kind={identifier.kind} framed />
        <span className={classes.subjectKey}>{identifier.short_url ?? identifier.source_url ?? identifier.key}</span>
      </div>
      <p className={classes.hint}>{t('editHint')}</p>
      {unplaced && (
        <p role="alert" className={classes.failure}>
          {problemText(update.error)}
        </p>
      )}
      <TextInput label={t('field.label')} required maxLength={120} data-autofocus={focus === 'label' || undefined} {...form.getInputProps('label')} />
      {(['campaign', 'ad_set', 'ad', 'site'] as const).map((field) => (
        <Autocomplete
          key={field}
          label={t(`field.${field}`)}
          placeholder={t(`placeholder.${field}`)}
          maxLength={120}
          limit={8}
          comboboxProps={{ withinPortal: false }}
          withScrollArea={false}
          data={names?.[suggested[field]] ?? []}
          data-autofocus={focus === field || undefined}
          {...form.getInputProps(field)}
        />
      ))}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('common:actions.cancel')}
        </Button>
        <Button type="submit" loading={update.isPending}>
          {t('common:actions.save')}
        </Button>
      </div>
    </form>
  )
}
