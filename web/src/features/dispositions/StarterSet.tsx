import { useState } from 'react'
import { Button, Checkbox, Switch } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSwitchDepartments, type Department } from '@/api/departments'
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
  const [switchOn, setSwitchOn] = useState(true)
  const switches = useSwitchDepartments()
  const off = departments.filter((one) => chosen.includes(one.id) && !one.uses_dispositions).map((one) => one.id)
  const make = async () => {
    // First what may be refused without a trace; the set itself ends this part of the screen.
    if (switchOn && off.length > 0) await switches.mutateAsync({ department_ids: off, uses_dispositions: true })
    const made = await create.mutateAsync(starterBodies((key) => t(`starter.${key}`), chosen, []))
    toast.success(t('starter.done', { count: made.length }))
  }
  const failure = switches.error ?? create.error
  return (
    <Card className={classes.starter} title={t('starter.title')} lead={t('starter.lead')}>
      {failure && <Failure error={failure} />}
      <DispositionGroups items={items} render={(item) => <span className={classes.pill}>{item.name}</span>} />
      <Checkbox.Group label={t('starter.departments')} value={chosen} onChange={setChosen}>
        <div className={classes.checks}>
          {departments.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
        </div>
      </Checkbox.Group>
      {off.length > 0 && (
        <Switch
          label={t('starter.switchOn')}
          description={t('starter.switchOnHint')}
          checked={switchOn}
          onChange={(event) => setSwitchOn(event.currentTarget.checked)}
        />
      )}
      <div className={classes.buttons}>
        <Button leftSection={<IconSparkles size={17} aria-hidden />} loading={create.isPending || switches.isPending} onClick={() => void make().catch(() => undefined)}>
          {t('starter.submit')}
        </Button>
        <Button variant="default" onClick={onOwn}>
          {t('starter.own')}
        </Button>
      </div>
    </Card>
  )
}
