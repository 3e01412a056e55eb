import { useState } from 'react'
import { Button, Checkbox } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { useCreateDispositions } from '@/api/dispositions'
import { DispositionGroups } from '@/components/DispositionGroups'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { toast } from '@/components/toast'
import { starterBodies, starterSet } from './starter'
import classes from './dispositions.module.css'

interface StarterSetProps {
  departments: readonly Department[]
  /** For who wants to begin with own words. */
  onOwn: () => void
}

/** A company without dispositions gets a set that works for most, in one click. */
export function StarterSet({ departments, onOwn }: StarterSetProps) {
  const { t } = useTranslation('dispositions')
  const create = useCreateDispositions()
  const [chosen, setChosen] = useState(() => departments.map((department) => department.id))
  const items = starterSet.map(({ key, outcome }) => ({ id: key, name: t(`starter.${key}`), outcome }))
  const make = () =>
    create.mutate(
      starterBodies((key) => t(`starter.${key}`), chosen, []),
      { onSuccess: (made) => toast.success(t('starter.done', { count: made.length })) },
    )
  return (
    <Card className={classes.starter} title={t('starter.title')} lead={t('starter.lead')}>
      {create.error && <Failure error={create.error} />}
      <DispositionGroups items={items} render={(item) => <span className={classes.pill}>{item.name}</span>} />
      <Checkbox.Group label={t('starter.departments')} value={chosen} onChange={setChosen}>
        <div className={classes.checks}>
          {departments.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.buttons}>
        <Button leftSection={<IconSparkles size={17} aria-hidden />} loading={create.isPending} onClick={make}>
          {t('starter.submit')}
        </Button>
        <Button variant="default" onClick={onOwn}>
          {t('starter.own')}
        </Button>
      </div>
    </Card>
  )
}
