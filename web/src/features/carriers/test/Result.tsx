import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCarriers, useChangeCarriers, type Carrier, type CarrierTest, type CarrierTestStep } from '@/api/carriers'
import { useRole } from '@/api/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Card } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { Tone } from '@/components/Tone'
import classes from './test.module.css'

const tones = { works: 'good', lost: 'danger', waiting: 'quiet', unavailable: 'quiet' } as const

/** Which carriers work on that phone, beside those that the company uses. */
export function Result({ test }: { test: CarrierTest }) {
  const { t } = useTranslation('carriers')
  const settings = useCarriers().data
  const isOn = (carrier: Carrier) => settings?.items.find((item) => item.carrier === carrier)?.on
  const columns: Column<CarrierTestStep>[] = [
    { key: 'carrier', header: t('try.result.carrier'), render: ({ carrier }) => t(`carrier.${carrier}.name`) },
    { key: 'here', header: t('try.result.here'), render: ({ state }) => <Tone tone={tones[state]}>{t(`try.state.${state}`)}</Tone> },
    {
      key: 'inUse',
      header: t('try.result.inUse'),
      render: ({ carrier }) => {
        const on = isOn(carrier)
        return on === undefined ? '—' : <Tone tone={on ? 'good' : 'quiet'}>{t(on ? 'try.result.on' : 'try.result.off')}</Tone>
      },
    },
  ]
  const works = test.steps.filter((step) => step.state === 'works').map((step) => step.carrier)
  return (
    <Card flush title={t('try.result.title')} lead={t('try.result.lead')}>
      <DataTable label={t('try.result.title')} columns={columns} rows={test.steps} rowKey={(step) => step.carrier} minWidth={340} />
      <div className={classes.resultFoot}>
        {works.length === 0 ? (
          <p className={classes.quiet}>{t('try.result.none')}</p>
        ) : (
          settings && <TurnOn wanted={works.filter((carrier) => isOn(carrier) === false)} />
        )}
      </div>
    </Card>
  )
}

function TurnOn({ wanted }: { wanted: readonly Carrier[] }) {
  const { t } = useTranslation('carriers')
  const text = useProblemText()
  const change = useChangeCarriers()
  const mayChange = useRole('admin', 'manager')
  if (wanted.length === 0) return <p className={classes.quiet}>{t('try.result.allOn')}</p>
  if (!mayChange) return <p className={classes.quiet}>{t('readOnly')}</p>
  const turnOn = () =>
    change.mutate(
      { carriers: Object.fromEntries(wanted.map((carrier) => [carrier, true])) },
      { onSuccess: () => toast.success(t('try.result.turnedOn')), onError: (error) => toast.error(text(error)) },
    )
  return (
    <>
      <Button loading={change.isPending} onClick={turnOn}>
        {t('try.result.turnOn')}
      </Button>
      <span className={classes.quiet}>{t('try.result.willTurnOn', { names: wanted.map((carrier) => t(`carrier.${carrier}.name`)).join(', ') })}</span>
    </>
  )
}
