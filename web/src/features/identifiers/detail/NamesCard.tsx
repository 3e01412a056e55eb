import { useState } from 'react'
import { ActionIcon, Autocomplete, Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useIdentifierNames, useUpdateIdentifier, type IdentifierDetail } from '@/api/identifiers'
import { Card } from '@/components/Page'
import { useFieldProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { fields, suggested } from '../names'
import classes from './detail.module.css'

type Field = (typeof fields)[number]

/** The names, each changed where it stands. */
export function NamesCard({ identifier, mayEdit }: { identifier: IdentifierDetail; mayEdit: boolean }) {
  const { t } = useTranslation('identifiers')
  const [editing, setEditing] = useState<Field>()
  return (
    <Card title={t('names.title')} lead={t('editHint')}>
      <dl className={classes.names}>
        {fields.map((field) => (
          <div key={field}>
            <dt>{t(`field.${field}`)}</dt>
            <dd>
              {editing === field ? (
                <NameForm identifier={identifier} field={field} onDone={() => setEditing(undefined)} />
              ) : (
                <Name identifier={identifier} field={field} onEdit={mayEdit ? () => setEditing(field) : undefined} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Name({ identifier, field, onEdit }: { identifier: IdentifierDetail; field: Field; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation('identifiers')
  const text = identifier[field]
  const missing = field === 'campaign' ? t('noCampaign') : t('names.missing')
  return (
    <>
      <span className={text ? classes.name : classes.quiet}>{text || missing}</span>
      {onEdit &&
        (field === 'campaign' && !text ? (
          <Button size="sm" variant="default" onClick={onEdit}>
            {t('fill')}
          </Button>
        ) : (
          <ActionIcon aria-label={t('names.edit', { field: t(`field.${field}`) })} onClick={onEdit}>
            <IconPencil size={17} stroke={1.75} aria-hidden />
          </ActionIcon>
        ))}
    </>
  )
}

function NameForm({ identifier, field, onDone }: { identifier: IdentifierDetail; field: Field; onDone: () => void }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const update = useUpdateIdentifier()
  const problem = useFieldProblemText()
  const names = useIdentifierNames().data
  const [value, setValue] = useState(identifier[field] ?? '')
  const save = async () => {
    if (value.trim() !== (identifier[field] ?? '')) {
      try {
        await update.mutateAsync({ id: identifier.id, changes: { [field]: value.trim() } })
      } catch {
        return
      }
      toast.success(t('saved'))
    }
    onDone()
  }
  return (
    <form
      className={classes.nameForm}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <Autocomplete
        aria-label={t(`field.${field}`)}
        autoFocus
        maxLength={120}
        limit={8}
        comboboxProps={{ withinPortal: false }}
        withScrollArea={false}
        data={field === 'label' ? [] : (names?.[suggested[field]] ?? [])}
        value={value}
        onChange={setValue}
        error={update.error === null ? undefined : problem(update.error)}
        className={classes.nameField}
      />
      <Button type="submit" size="sm" loading={update.isPending}>
        {t('common:actions.save')}
      </Button>
      <Button variant="default" size="sm" onClick={onDone}>
        {t('common:actions.cancel')}
      </Button>
    </form>
  )
}
