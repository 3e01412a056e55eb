import { Button } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconBrandWhatsapp, IconDeviceMobile } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CarrierTestStep } from '@/api/carriers'
import { useMe } from '@/api/session'
import { Card } from '@/components/Page'
import { useFormat } from '@/format'
import { Sign } from './StepList'
import classes from './test.module.css'

interface StepCardProps {
  step: CarrierTestStep
  phone: string
  number: number
  all: number
  onPrevious: (() => void) | undefined
  onNext: (() => void) | undefined
}

/** The step in hand: a code to read, an address to tap, and what arrived. */
export function StepCard({ step, phone, number, all, onPrevious, onNext }: StepCardProps) {
  const { t } = useTranslation('carriers')
  const name = t(`carrier.${step.carrier}.name`)
  return (
    <Card title={name} lead={t('try.step', { number, all })}>
      <div className={classes.stepBody}>
        {step.qr_svg !== null && (
          <img
            className={classes.qr}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(step.qr_svg)}`}
            alt={t('try.qr', { name })}
          />
        )}
        <div className={classes.stepSide}>
          <p className={classes.quiet}>{t(`carrier.${step.carrier}.how`)}</p>
          <figure className={classes.message}>
            <figcaption className={classes.quiet}>{t('try.textLabel')}</figcaption>
            <blockquote>{step.text}</blockquote>
          </figure>
          {step.url !== null && <Openers url={step.url} phone={phone} />}
          <Arrived step={step} />
        </div>
      </div>
      <div className={classes.walkButtons}>
        <Button variant="default" disabled={!onPrevious} leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={onPrevious}>
          {t('try.previous')}
        </Button>
        <Button
          variant={step.state === 'waiting' ? 'default' : 'filled'}
          disabled={!onNext}
          rightSection={<IconArrowRight size={16} aria-hidden />}
          onClick={onNext}
        >
          {t('try.skip')}
        </Button>
      </div>
    </Card>
  )
}

/** The address itself; in the demo the simulated phone opens it as well. */
function Openers({ url, phone }: { url: string; phone: string }) {
  const { t } = useTranslation('carriers')
  const { demo } = useMe()
  const simulated = `/simulator?${new URLSearchParams({ numero: phone, abrir: url }).toString()}`
  return (
    <div className={classes.openers}>
      <Button component="a" href={url} target="_blank" rel="noreferrer" variant="default" leftSection={<IconBrandWhatsapp size={18} stroke={1.75} aria-hidden />}>
        {t('try.open')}
      </Button>
      {demo && (
        <Button component="a" href={simulated} target="_blank" rel="noopener" variant="subtle" leftSection={<IconDeviceMobile size={18} stroke={1.75} aria-hidden />}>
          {t('try.simulate')}
        </Button>
      )}
    </div>
  )
}

function Arrived({ step: { carrier, state, seen_at } }: { step: CarrierTestStep }) {
  const { t } = useTranslation('carriers')
  const format = useFormat()
  return (
    <div className={classes.arrived} data-state={state} role="status">
      <Sign state={state} />
      <div>
        <strong>
          {t(`try.state.${state}`)}
          {seen_at !== null && ` ${t('try.at', { time: format.time(seen_at) })}`}
        </strong>
        {state === 'works' && <p>{t(`try.came.${carrier}`)}</p>}
        {state === 'lost' && <p>{t('try.lostText')}</p>}
      </div>
    </div>
  )
}
