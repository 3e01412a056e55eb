import { useState } from 'react'
import { Button, Checkbox, Radio, Switch } from '@mantine/core'
import { IconBuildingStore, IconHome, IconScale, IconSchool, IconSparkles, IconStethoscope, IconToolsKitchen2, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSwitchDepartments, type Department } from '@/api/departments'
import { useCreateDispositions, useSuggestions, type Disposition, type DispositionSuggestions } from '@/api/dispositions'
import { DispositionGroups } from '@/components/DispositionGroups'
import { Failure } from '@/components/FormDrawer'
import { Loaded } from '@/components/States'
import { toast } from '@/components/toast'
import { missingOf } from './suggested'
import classes from './dispositions.module.css'

const symbols: Record<string, Icon> = {
  clinica: IconStethoscope,
  advocacia: IconScale,
  imobiliaria: IconHome,
  loja: IconBuildingStore,
  restaurante: IconToolsKitchen2,
  escola: IconSchool,
}

interface SuggestedSetProps {
  departments: readonly Department[]
  /** What the company has already is not made again. */
  known: readonly Disposition[]
  onDone: () => void
  secondary?: React.ReactNode
}

/** The dispositions that are usual in a business, in one click. */
export function SuggestedSet(props: SuggestedSetProps) {
  const suggestions = useSuggestions()
  return <Loaded query={suggestions}>{(all) => <Choice all={all} {...props} />}</Loaded>
}

function Choice({ all, departments, known, onDone, secondary }: SuggestedSetProps & { all: readonly DispositionSuggestions[] }) {
  const { t } = useTranslation('dispositions')
  const create = useCreateDispositions()
  const switches = useSwitchDepartments()
  const [segment, setSegment] = useState(() => all.find((one) => one.segment === 'loja')?.segment ?? all[0]?.segment ?? '')
  const [chosen, setChosen] = useState(() => departments.map((department) => department.id))
  const [switchOn, setSwitchOn] = useState(true)
  const items = all.find((one) => one.segment === segment)?.dispositions ?? []
  const missing = missingOf(items, known)
  const off = departments.filter((one) => chosen.includes(one.id) && !one.uses_dispositions).map((one) => one.id)
  const make = async () => {
    // First what may be refused without a trace; the set itself ends this part of the screen.
    if (switchOn && off.length > 0) await switches.mutateAsync({ department_ids: off, uses_dispositions: true })
    const made = await create.mutateAsync(missing.map((one) => ({ ...one, department_ids: chosen })))
    toast.success(t('starter.done', { count: made.length }))
    onDone()
  }
  const failure = switches.error ?? create.error
  return (
    <div className={classes.stack}>
      {failure && <Failure error={failure} />}
      <Radio.Group label={t('suggestions.segment')} value={segment} onChange={setSegment}>
        <div className={classes.segments}>
          {all.map((one) => {
            const Symbol = symbols[one.segment] ?? IconSparkles
            return (
              <Radio.Card key={one.segment} value={one.segment} className={classes.segment}>
                <Symbol size={20} stroke={1.75} aria-hidden />
                {t(`suggestions.name.${one.segment as 'loja'}`, { defaultValue: one.label })}
              </Radio.Card>
            )
          })}
        </div>
      </Radio.Group>
      <DispositionGroups
        items={items.map((one) => ({ ...one, id: one.name }))}
        render={(item) => (
          <span className={classes.pill} data-known={!missing.some(({ name }) => name === item.name) || undefined}>
            {item.name}
          </span>
        )}
      />
      <Checkbox.Group label={t('starter.departments')} value={chosen} onChange={setChosen}>
        <div className={classes.checks}>
          {departments.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
        </div>
      </Checkbox.Group>
      {off.length > 0 && (
        <Switch label={t('starter.switchOn')} description={t('starter.switchOnHint')} checked={switchOn} onChange={(event) => setSwitchOn(event.currentTarget.checked)} />
      )}
      <div className={classes.buttons}>
        <Button
          leftSection={<IconSparkles size={17} aria-hidden />}
          loading={create.isPending || switches.isPending}
          disabled={missing.length === 0}
          onClick={() => void make().catch(() => undefined)}
        >
          {missing.length === 0 ? t('suggestions.allKnown') : t('suggestions.submit', { count: missing.length })}
        </Button>
        {secondary}
      </div>
    </div>
  )
}
