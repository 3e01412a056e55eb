import { ActionIcon, MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconChevronDown, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { fieldTypes } from '@/api/departments'
import type { Disposition } from '@/api/dispositions'
import { keyFrom, takesOptions, type DepartmentDraft } from './draft'
import { fieldIcon } from './fieldIcons'
import classes from './FormBuilder.module.css'

interface FieldCardProps {
  form: UseFormReturnType<DepartmentDraft>
  index: number
  handle: React.ReactNode
  dispositions: readonly Disposition[]
  opened: boolean
  onToggle: () => void
  onRemove: () => void
}

/** One question: its name in a line, and all there is to say about it once opened. */
export function FieldCard({ form, index, handle, dispositions, opened, onToggle, onRemove }: FieldCardProps) {
  const { t } = useTranslation(['departments', 'common'])
  const field = form.values.form_fields[index]
  if (!field) return null
  const at = (part: string) => form.getInputProps(`form_fields.${index}.${part}`)
  const name = field.label || t('fields.unnamed')
  const Symbol = fieldIcon[field.type]
  const bodyId = `field-${field.key}`
  return (
    <div className={classes.field} data-field={field.key} data-open={opened || undefined}>
      <div className={classes.head}>
        {handle}
        <button type="button" className={classes.toggle} aria-expanded={opened} aria-controls={bodyId} onClick={onToggle}>
          <Symbol size={18} stroke={1.75} aria-hidden className={classes.symbol} />
          <span className={classes.name} data-empty={field.label === '' || undefined}>
            {name}
            {field.required && (
              <span className={classes.star} title={t('common:states.required')}>
                {' '}
                *
              </span>
            )}
          </span>
          <span className={classes.facts}>
            {t(`fields.types.${field.type}`)}
            {field.shown_for.length > 0 && ` · ${t('fields.onlyFor', { count: field.shown_for.length })}`}
          </span>
          <IconChevronDown size={17} aria-hidden className={classes.chevron} />
        </button>
        <ActionIcon size={34} aria-label={t('fields.remove', { name })} title={t('fields.remove', { name })} onClick={onRemove}>
          <IconTrash size={17} aria-hidden />
        </ActionIcon>
      </div>
      {opened && (
        <div id={bodyId} className={classes.body}>
          <div className={classes.pair}>
            <TextInput
              label={t('fields.label')}
              description={field.saved ? t('fields.keySaved', { key: field.key }) : field.label.trim() && t('fields.keyNew', { key: keyFrom(field.label) })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              maxLength={120}
              {...at('label')}
            />
            <Select
              label={t('fields.type')}
              {...(field.saved ? { description: t('fields.typeFixed'), inputWrapperOrder: ['label', 'input', 'description', 'error'] } : {})}
              data={fieldTypes.map((type) => ({ value: type, label: t(`fields.types.${type}`) }))}
              allowDeselect={false}
              // Answers of another type could not be read any more.
              disabled={field.saved}
              {...at('type')}
            />
          </div>
          {takesOptions(field.type) && (
            <TagsInput label={t('fields.options')} placeholder={t('fields.optionsHint')} splitChars={[';', '\n']} {...at('options')} />
          )}
          <MultiSelect
            label={t('fields.shownFor')}
            placeholder={field.shown_for.length === 0 ? t('fields.shownForAll') : ''}
            data={dispositions.map(({ id, name: label }) => ({ value: id, label }))}
            searchable
            {...at('shown_for')}
          />
          <Switch
            label={t('fields.required')}
            checked={field.required}
            onChange={(event) => form.setFieldValue(`form_fields.${index}.required`, event.currentTarget.checked)}
          />
        </div>
      )}
    </div>
  )
}
