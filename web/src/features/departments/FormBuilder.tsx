import { useEffect, useRef, useState } from 'react'
import { Button } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { fieldTypes, type FieldType } from '@/api/departments'
import type { Disposition } from '@/api/dispositions'
import { SortableList } from '@/components/SortableList'
import { emptyField, type DepartmentDraft } from './draft'
import { FieldCard } from './FieldCard'
import { fieldIcon } from './fieldIcons'
import classes from './FormBuilder.module.css'

interface FormBuilderProps {
  form: UseFormReturnType<DepartmentDraft>
  /** The dispositions that the department offers. */
  dispositions: readonly Disposition[]
  /** A field that the last attempt found wrong: it is opened. */
  wrong: number | undefined
  onVersions?: (() => void) | undefined
}

/** The department's own questions: chosen from a palette, put in order, each opened to be changed. */
export function FormBuilder({ form, dispositions, wrong, onVersions }: FormBuilderProps) {
  const { t } = useTranslation('departments')
  const fields = form.values.form_fields
  const [open, setOpen] = useState<string>()
  const root = useRef<HTMLDivElement>(null)
  const wrongKey = wrong === undefined ? undefined : fields[wrong]?.key
  useEffect(() => {
    if (wrongKey !== undefined) setOpen(wrongKey)
  }, [wrongKey])

  const add = (type: FieldType) => {
    const field = emptyField(type)
    form.setFieldValue('form_fields', [...fields, field])
    setOpen(field.key)
    requestAnimationFrame(() => {
      const input = root.current?.querySelector<HTMLElement>(`[data-field="${field.key}"] input`)
      input?.scrollIntoView({ block: 'center' })
      input?.focus()
    })
  }
  const remove = (key: string) => {
    form.clearErrors()
    form.setFieldValue('form_fields', fields.filter((field) => field.key !== key))
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>('[data-palette]')?.focus())
  }
  return (
    <div ref={root} className={classes.all}>
      {fields.length === 0 ? (
        <p className={classes.empty}>{t('fields.empty')}</p>
      ) : (
        <SortableList
          label={t('fields.title')}
          items={fields}
          itemKey={(field) => field.key}
          nameOf={(field) => field.label || t('fields.unnamed')}
          onOrder={(next) => {
            // Mistakes stand by place and would be told of another field.
            form.clearErrors()
            form.setFieldValue('form_fields', next)
          }}
          className={classes.list}
        >
          {(field, handle, index) => (
            <FieldCard
              form={form}
              index={index}
              handle={handle}
              dispositions={dispositions}
              opened={open === field.key}
              onToggle={() => setOpen((now) => (now === field.key ? undefined : field.key))}
              onRemove={() => remove(field.key)}
            />
          )}
        </SortableList>
      )}
      <div role="group" aria-label={t('fields.add')} className={classes.palette}>
        <p className={classes.paletteTitle}>{t('fields.add')}</p>
        <div className={classes.types}>
          {fieldTypes.map((type) => {
            const Symbol = fieldIcon[type]
            return (
              <button key={type} type="button" data-palette className={classes.type} onClick={() => add(type)}>
                <Symbol size={18} stroke={1.75} aria-hidden />
                {t(`fields.types.${type}`)}
              </button>
            )
          })}
        </div>
      </div>
      {onVersions && (
        <Button variant="subtle" size="sm" className={classes.versions} leftSection={<IconHistory size={16} aria-hidden />} onClick={onVersions}>
          {t('versions.open')}
        </Button>
      )}
    </div>
  )
}
