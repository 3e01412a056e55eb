import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkKind } from '@/api/links'
import classes from './publicGenerator.module.css'

interface KindChoiceProps {
  kinds: readonly LinkKind[]
  value: LinkKind
  onChange: (kind: LinkKind) => void
}

/** The kinds that the company offers, each with what becomes of it when the customer changes the message. */
export function KindChoice({ kinds, value, onChange }: KindChoiceProps) {
  const { t } = useTranslation('publicGenerator')
  const name = useId()
  if (kinds.length === 1) return <p className={classes.only}>{t(`kind.${value}Risk`)}</p>
  return (
    <fieldset className={classes.kinds}>
      <legend>{t('form.kind')}</legend>
      {kinds.map((kind) => (
        <label key={kind} className={classes.kind}>
          <input type="radio" name={name} value={kind} checked={kind === value} onChange={() => onChange(kind)} aria-describedby={`${name}-${kind}`} />
          <span className={classes.kindName}>{t(`kind.${kind}`)}</span>
          <span id={`${name}-${kind}`} className={classes.kindText}>
            {t(`kind.${kind}Text`)} <span data-kind={kind}>{t(`kind.${kind}Risk`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
