import { useRef } from 'react'
import { ActionIcon, Button, MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { fieldTypes } from '@/api/departments'
import type { Disposition } from '@/api/dispositions'
import { emptyField, keyFrom, moved, type DepartmentDraft } from './draft'
import classes from './FieldsEditor.module.css'

interface FieldsEditorProps {
  form: UseFormReturnType<DepartmentDraft>
  /** The dispositions that the department offers. */
  dispositions: readonly Disposition[]
}

/** The department's own questions, in the order in which they are asked. */
export function FieldsEditor({ form, dispositions }: FieldsEditorProps) {
  const { t } = useTranslation('departments')
  const list = useRef<HTMLOListElement>(null)
  const addButton = useRef<HTMLButtonElement>(null)
  const fields = form.values.form_fields
  const add = () => {
    form.insertListItem('form_fields', emptyField())
    requestAnimationFrame(() => {
      const last = list.current?.lastElementChild
      last?.scrollIntoView({ block: 'nearest' })
      last?.querySelector<HTMLElement>('input')?.focus()
    })
  }
  const remove = (index: number) => {
    form.setFieldValue('form_fields', fields.filter((_, at) => at !== index))
    requestAnimationFrame(() => addButton.current?.focus())
  }
  // A moved element loses the focus: it is given back to the same button, or at an end to the other one.
  const move = (index: number, by: -1 | 1) => {
    form.setFieldValue('form_fields', moved(fields, index, by))
    requestAnimationFrame(() => {
      const buttons = list.current?.children[index + by]?.querySelectorAll<HTMLButtonElement>('button[data-move]') ?? []
      const [up, down] = buttons
      const wanted = by < 0 ? [up, down] : [down, up]
      wanted.find((button) => button && !button.disabled)?.focus()
    })
  }
  return (
    <>
      <ol className={classes.list} ref={list}>
        {fields.map((field, index) => (
          <li key={field.key} className={classes.item}>
            <FieldEditor
              form={form}
              index={index}
              dispositions={dispositions}
              onRemove={() => remove(index)}
              onMove={(by) => move(index, by)}
            />
          </li>
        ))}
      </ol>
      <Button ref={addButton} variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={add} className={classes.add}>
        {t('fields.add')}
      </Button>
    </>
  )
}

interface FieldEditorProps extends FieldsEditorProps {
  index: number
  onRemove: () => void
  onMove: (by: -1 | 1) => void
}

function FieldEditor({ form, index, dispositions, onRemove, onMove }: FieldEditorProps) {
  const { t } = useTranslation('departments')
  const fields = form.values.form_fields
  const field = fields[index]
  if (!field) return null
  const at = (part: string) => form.getInputProps(`form_fields.${index}.${part}`)
  const name = field.label || t('fields.number', { number: index + 1 })
  return (
    <fieldset className={classes.field}>
      <legend className={classes.legend}>
        <span className={classes.number} aria-hidden>
          {index + 1}
        </span>
        <span className={classes.legendText}>{name}</span>
      </legend>
      <div className={classes.tools}>
        <ActionIcon size={32} data-move aria-label={t('fields.up', { name })} disabled={index === 0} onClick={() => onMove(-1)}>
          <IconArrowUp size={17} aria-hidden />
        </ActionIcon>
        <ActionIcon size={32} data-move aria-label={t('fields.down', { name })} disabled={index === fields.length - 1} onClick={() => onMove(1)}>
          <IconArrowDown size={17} aria-hidden />
        </ActionIcon>
        <ActionIcon size={32} aria-label={t('fields.remove', { name })} onClick={onRemove}>
          <IconTrash size={17} aria-hidden />
        </ActionIcon>
      </div>
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
          data={fieldTypes.map((type) => ({ value: type, label: t(`fields.types.${type}`) }))}
          allowDeselect={false}
          // Answers of another type could not be read any more.
          disabled={field.saved}
          {...at('type')}
        />
      </div>
      {field.type === 'list' && (
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
    </fieldset>
  )
}
