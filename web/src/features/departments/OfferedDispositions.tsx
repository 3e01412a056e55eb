import { Button, Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Disposition } from '@/api/dispositions'
import { DispositionGroups } from '@/components/DispositionGroups'
import classes from './departments.module.css'

interface OfferedDispositionsProps {
  dispositions: readonly Disposition[]
  value: string[]
  onChange: (ids: string[]) => void
  error?: React.ReactNode
}

/** What the department offers when a conversation ends, under the outcomes. */
export function OfferedDispositions({ dispositions, value, onChange, error }: OfferedDispositionsProps) {
  const { t } = useTranslation('departments')
  if (dispositions.length === 0) {
    return (
      <p className={classes.sectionLead}>
        {t('offered.none')} <Link to="/classificacoes">{t('offered.make')}</Link>
      </p>
    )
  }
  const every = dispositions.every((disposition) => value.includes(disposition.id))
  return (
    <>
      <Button variant="subtle" size="sm" className={classes.everyButton} onClick={() => onChange(every ? [] : dispositions.map(({ id }) => id))}>
        {t(every ? 'offered.clear' : 'offered.all')}
      </Button>
      <Checkbox.Group aria-label={t('offered.title')} value={value} onChange={onChange} error={error}>
        <DispositionGroups
          items={dispositions}
          render={({ id, name }) => <Checkbox value={id} label={name} classNames={{ root: classes.check }} />}
        />
      </Checkbox.Group>
    </>
  )
}
