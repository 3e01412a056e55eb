import { useEffect, useId, useRef, useState } from 'react'
import { Kbd, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { OfferedDisposition } from '@/api/closings'
import { OutcomeBadge, outcomeColor, outcomes } from '@/components/Chips'
import classes from './closing.module.css'

interface DispositionPickerProps {
  offered: readonly OfferedDisposition[]
  required: boolean
  value: string | null
  error: React.ReactNode
  onChange: (id: string | null, byKey: boolean) => void
}

/** More than the digits can name need a search. */
const digits = 9

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

export function grouped(offered: readonly OfferedDisposition[], typed: string) {
  const terms = fold(typed).split(/\s+/).filter(Boolean)
  const found = offered.filter((one) => terms.every((term) => fold(one.name).includes(term)))
  return outcomes.flatMap((outcome) => {
    const items = found.filter((one) => one.outcome === outcome)
    return items.length > 0 ? [{ outcome, items }] : []
  })
}

/** The department's dispositions by outcome, as radio buttons; the digits pick the first nine. */
export function DispositionPicker({ offered, required, value, error, onChange }: DispositionPickerProps) {
  const { t } = useTranslation(['inbox', 'common', 'thread'])
  const name = useId()
  const root = useRef<HTMLFieldSetElement>(null)
  const [typed, setTyped] = useState('')
  const searchable = offered.length > digits
  const groups = grouped(offered, typed)
  const order = groups.flatMap((group) => group.items.map((one) => one.id))
  useDigits((index) => {
    const id = order[index]
    if (id === undefined) return
    root.current?.querySelector<HTMLElement>(`input[value="${CSS.escape(id)}"]`)?.focus()
    onChange(id, true)
  })
  const autofocus = searchable ? undefined : (value ?? order[0])
  return (
    <fieldset
      ref={root}
      className={classes.picker}
      aria-describedby={error ? `${name}-error` : undefined}
      aria-invalid={error ? true : undefined}
    >
      <legend className={classes.legend}>
        {t('thread:closing.disposition')}
        {required ? (
          <span className={classes.asterisk} aria-hidden>
            {' '}
            *
          </span>
        ) : (
          <span className={classes.optional}> ({t('common:states.optional')})</span>
        )}
      </legend>
      {searchable && (
        <TextInput
          size="sm"
          type="search"
          data-autofocus
          aria-label={t('thread:closing.search')}
          placeholder={t('thread:closing.search')}
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          value={typed}
          data-digits={typed === '' || undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
            event.preventDefault()
            if (order[0] !== undefined) onChange(order[0], true)
          }}
        />
      )}
      <div className={searchable ? classes.scrolled : undefined}>
        {groups.map(({ outcome, items }) => (
          <div key={outcome} className={classes.group} style={{ '--tone': outcomeColor(outcome) } as React.CSSProperties}>
            <OutcomeBadge outcome={outcome} />
            <div className={classes.cards}>
              {items.map((one) => (
                <label key={one.id} className={classes.card} style={one.colour ? ({ '--own': one.colour } as React.CSSProperties) : undefined}>
                  <input
                    type="radio"
                    name={name}
                    value={one.id}
                    checked={one.id === value}
                    required={required}
                    data-path="disposition_id"
                    data-autofocus={one.id === autofocus || undefined}
                    onChange={() => onChange(one.id, false)}
                    onClick={() => !required && one.id === value && onChange(null, false)}
                  />
                  <span className={classes.cardName}>{one.name}</span>
                  {order.indexOf(one.id) < digits && <Kbd aria-hidden>{order.indexOf(one.id) + 1}</Kbd>}
                </label>
              ))}
            </div>
          </div>
        ))}
        {groups.length === 0 && (
          <p className={classes.nothing}>{offered.length === 0 ? t('thread:closing.noneOffered') : t('common:states.noResults')}</p>
        )}
      </div>
      {error && (
        <p id={`${name}-error`} className={classes.failure}>
          {error}
        </p>
      )}
    </fieldset>
  )
}

/** The empty search field leaves the digits to the list. */
const isText = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !/^(radio|checkbox)$/.test(target.type) && target.dataset.digits === undefined)

/** 1 to 9, as long as nobody types in a field. */
function useDigits(pick: (index: number) => void): void {
  const latest = useRef(pick)
  useEffect(() => {
    latest.current = pick
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || isText(event.target) || !/^[1-9]$/.test(event.key)) return
      event.preventDefault()
      latest.current(Number(event.key) - 1)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
