import '@/controls.css'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconDeviceMobile, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { carrierTestQuery, type CarrierTest } from '@/api/carriers'
import { useChannels } from '@/api/channels'
import { useRole } from '@/api/session'
import { Card, Page } from '@/components/Page'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import type { CarrierTestSearch } from '../search'
import { Result } from './Result'
import { StartForm } from './StartForm'
import { StepCard } from './StepCard'
import { StepList } from './StepList'
import classes from './test.module.css'

const route = getRouteApi('/app/links/origem/teste')

/** *Testar no meu celular*: one message for each carrier, and what of them arrives. */
export default function CarrierTestScreen() {
  const { t } = useTranslation('carriers')
  const { id } = route.useSearch()
  const navigate = route.useNavigate()
  const maySee = useRole('admin', 'manager', 'marketing')
  const set = (next: CarrierTestSearch, replace = false) => void navigate({ search: next, replace, resetScroll: false })
  return (
    <Page
      title={t('try.title')}
      lead={t('try.lead')}
      actions={
        <>
          <Button component={Link} to="/links/origem" variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />}>
            {t('try.back')}
          </Button>
          {id !== undefined && (
            <Button variant="default" leftSection={<IconDeviceMobile size={17} aria-hidden />} onClick={() => set({})}>
              {t('try.again')}
            </Button>
          )}
        </>
      }
    >
      {!maySee ? (
        <Card>
          <EmptyState icon={IconLock} title={t('forbidden')} />
        </Card>
      ) : id === undefined ? (
        <StartForm onStarted={(test) => set({ id: test.id })} />
      ) : (
        <UnderWay key={id} id={id} />
      )}
    </Page>
  )
}

function UnderWay({ id }: { id: string }) {
  const query = useQuery(carrierTestQuery(id))
  return (
    <Loaded query={query} skeleton={<Skeletons shape="chart" count={2} />}>
      {(test) => <Walk test={test} />}
    </Loaded>
  )
}

/** The steps beside the one in hand, and below what came of all of them. */
function Walk({ test }: { test: CarrierTest }) {
  const { t } = useTranslation('carriers')
  const format = useFormat()
  const { step: asked } = route.useSearch()
  const navigate = route.useNavigate()
  const channel = useChannels().data?.find((one) => one.id === test.channel_id)
  const open = test.steps.filter((step) => step.state !== 'unavailable')
  const place = Math.max(
    0,
    asked === undefined ? open.findIndex((step) => step.state === 'waiting') : open.findIndex((step) => step.carrier === asked),
  )
  const current = open[place]
  const go = (index: number) =>
    void navigate({
      search: (now: CarrierTestSearch) => ({ ...now, step: open[index]?.carrier }),
      replace: true,
      resetScroll: false,
    })
  const checked = open.filter((step) => step.state !== 'waiting').length
  return (
    <>
      <div className={classes.told}>
        <p className={classes.writeFrom}>
          {t('try.writeFrom', {
            phone: format.phone(test.phone),
            channel: channel ? `${channel.name} (${format.phone(channel.phone_number)})` : '',
          })}
        </p>
        <p className={classes.quiet}>{t('try.howTo')}</p>
      </div>
      <div className={classes.walk}>
        <Card title={t('try.progress', { count: checked, all: open.length })}>
          <StepList steps={test.steps} current={current?.carrier} onPick={(carrier) => go(open.findIndex((step) => step.carrier === carrier))} />
        </Card>
        {current && (
          <StepCard
            key={current.carrier}
            step={current}
            phone={test.phone}
            number={place + 1}
            all={open.length}
            onPrevious={place > 0 ? () => go(place - 1) : undefined}
            onNext={place < open.length - 1 ? () => go(place + 1) : undefined}
          />
        )}
      </div>
      <Result test={test} />
    </>
  )
}
