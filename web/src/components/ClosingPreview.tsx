import { useId, useState } from 'react'
import { IconEye } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Disposition } from '@/api/dispositions'
import type { FormField } from '@/api/departments'
import { useFormat } from '@/format'
import { DispositionGroups } from './DispositionGroups'
import classes from './ClosingPreview.module.css'

interface ClosingPreviewProps {
  usesDispositions: boolean
  dispositionRequired: boolean
  fullClosing: boolean
  dispositions: readonly Disposition[]
  fields: readonly FormField[]
}

/** What an agent of the department is asked when a conversation ends. A disposition can be tried, to see its fields. */
export function ClosingPreview(props: ClosingPreviewProps) {
  const { usesDispositions, dispositionRequired, fullClosing, dispositions, fields } = props
  const { t } = useTranslation()
  const [tried, setTried] = useState<string>()
  const chosen = dispositions.find((disposition) => disposition.id === tried)
  const shown = fields.filter((field) => field.shown_for.length === 0 || (chosen && field.shown_for.includes(chosen.id)))
  return (
    <section className={classes.all} aria-label={t('closingPreview.title')}>
      <p className={classes.title}>
        <IconEye size={17} aria-hidden />
        {t('closingPreview.title')}
      </p>
      <div className={classes.sheet}>
        <strong className={classes.name}>{t(fullClosing && usesDispositions ? 'closingPreview.full' : 'closingPreview.simple')}</strong>
        {fullClosing && usesDispositions && <p className={classes.facts}>{t('closingPreview.facts')}</p>}
        {usesDispositions && (
          <Choices dispositions={dispositions} required={dispositionRequired} tried={chosen?.id} onTry={setTried} />
        )}
        {chosen?.requires_value && <Value />}
        {fullClosing && usesDispositions && shown.map((field) => <Field key={field.key} field={field} />)}
        <Line label={t('closingPreview.note')} tall />
        <span className={classes.button} aria-hidden>
          {t('closingPreview.close')}
        </span>
      </div>
    </section>
  )
}

interface ChoicesProps {
  dispositions: readonly Disposition[]
  required: boolean
  tried: string | undefined
  onTry: (id: string) => void
}

function Choices({ dispositions, required, tried, onTry }: ChoicesProps) {
  const { t } = useTranslation()
  const name = useId()
  if (dispositions.length === 0) return <p className={classes.facts}>{t('closingPreview.noDispositions')}</p>
  return (
    <fieldset className={classes.choices}>
      <legend className={classes.label}>
        {t('closingPreview.disposition')} <Mark required={required} />
      </legend>
      <DispositionGroups
        items={dispositions}
        render={(disposition) => (
          <label className={classes.choice}>
            <input type="radio" name={name} checked={disposition.id === tried} onChange={() => onTry(disposition.id)} />
            {disposition.name}
          </label>
        )}
      />
    </fieldset>
  )
}

function Value() {
  const { t } = useTranslation()
  const { currencySymbol } = useFormat()
  return <Line label={t('closingPreview.value')} required text={`${currencySymbol} 0,00`} />
}

function Field({ field }: { field: FormField }) {
  const { t } = useTranslation()
  const { currencySymbol } = useFormat()
  const label = field.label || t('closingPreview.unnamed')
  const { type, options, required } = field
  if (type === 'yes_no' || type === 'multiple') {
    const choices = type === 'yes_no' ? [t('states.yes'), t('states.no')] : options
    return (
      <div>
        <span className={classes.label}>
          {label} <Mark required={required} />
        </span>
        <span className={classes.pills}>
          {choices.length === 0 && (
            <span className={classes.pill} data-square={type === 'multiple' || undefined}>
              …
            </span>
          )}
          {choices.map((choice) => (
            <span key={choice} className={classes.pill} data-square={type === 'multiple' || undefined}>
              {choice}
            </span>
          ))}
        </span>
      </div>
    )
  }
  const some = `${options.slice(0, 3).join(' · ')}${options.length > 3 ? ' …' : ''}`
  const inside = {
    text: '',
    long_text: '',
    number: '0',
    money: `${currencySymbol} 0,00`,
    date: t('closingPreview.date'),
    cpf_cnpj: '000.000.000-00',
    list: options.length > 0 ? `${t('closingPreview.choose')} ${some}` : t('closingPreview.choose'),
  }
  return <Line label={label} required={required} text={inside[type]} tall={type === 'long_text'} />
}

function Mark({ required }: { required: boolean }) {
  const { t } = useTranslation()
  return <span className={classes.mark}>{t(required ? 'states.required' : 'states.optional')}</span>
}

function Line({ label, required = false, text = '', tall = false }: { label: string; required?: boolean; text?: string; tall?: boolean }) {
  return (
    <div>
      <span className={classes.label}>
        {label} <Mark required={required} />
      </span>
      <span className={classes.box} data-tall={tall || undefined}>
        {text}
      </span>
    </div>
  )
}
