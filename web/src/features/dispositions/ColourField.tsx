import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { swatches } from '@/components/colours'
import classes from './colour.module.css'

interface ColourFieldProps {
  label: string
  description: string
  value: string
  onChange: (value: string) => void
}

/** Some colours by name; one that another program chose stays among them. */
export function ColourField({ label, description, value, onChange }: ColourFieldProps) {
  const { t } = useTranslation('dispositions')
  const name = useId()
  const known = swatches.some((one) => one.value === value)
  const all = known || value === '' ? swatches : [...swatches, { key: 'other' as const, value }]
  return (
    <fieldset className={classes.field}>
      <legend className={classes.legend}>{label}</legend>
      <p className={classes.hint}>{description}</p>
      <div className={classes.swatches}>
        {all.map((one) => (
          <label key={one.value} className={classes.swatch} style={{ '--swatch': one.value } as React.CSSProperties} title={t(`colour.${one.key}`)}>
            <input type="radio" name={name} value={one.value} checked={one.value === value} onChange={() => onChange(one.value)} aria-label={t(`colour.${one.key}`)} />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
