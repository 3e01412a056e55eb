import { UnstyledButton } from '@mantine/core'
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Carrier, CarrierTestStep, StepState } from '@/api/carriers'
import classes from './test.module.css'

interface StepListProps {
  steps: readonly CarrierTestStep[]
  current: Carrier | undefined
  onPick: (carrier: Carrier) => void
}

/** Every step with what became of it; one that cannot be tried is named and left alone. */
export function StepList({ steps, current, onPick }: StepListProps) {
  const { t } = useTranslation('carriers')
  return (
    <ol className={classes.steps} aria-label={t('try.steps')}>
      {steps.map(({ carrier, state }) => (
        <li key={carrier} data-state={state}>
          <UnstyledButton
            className={classes.step}
            aria-current={carrier === current ? 'step' : undefined}
            disabled={state === 'unavailable'}
            onClick={() => onPick(carrier)}
          >
            <Sign state={state} />
            <span className={classes.stepWords}>
              <span>{t(`carrier.${carrier}.name`)}</span>
              <span className={classes.quiet}>{t(`try.state.${state}`)}</span>
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ol>
  )
}

export function Sign({ state }: { state: StepState }) {
  const icon = { size: 16, stroke: 2.4, 'aria-hidden': true } as const
  return (
    <span className={classes.sign} data-state={state}>
      {state === 'works' && <IconCheck {...icon} />}
      {state === 'lost' && <IconX {...icon} />}
      {state === 'unavailable' && <IconMinus {...icon} />}
    </span>
  )
}
