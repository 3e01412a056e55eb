import '@/controls.css'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconDeviceMobileMessage, IconInfoCircle, IconLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCarriers, useChangeCarriers, type CarrierChange, type CarrierSetting, type CarrierSettings } from '@/api/carriers'
import { useRole } from '@/api/session'
import { Card, Page } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { toast } from '@/components/toast'
import { AdCard, CarrierCard } from './CarrierCard'
import { Rules } from './Rules'
import classes from './carriers.module.css'

/** *Como a origem viaja*: every carrier with its strength and its switch. */
export default function CarriersScreen() {
  const { t } = useTranslation('carriers')
  const carriers = useCarriers()
  const maySee = useRole('admin', 'manager', 'marketing')
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <>
          <Button component={Link} to="/links" variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />}>
            {t('back')}
          </Button>
          {maySee && (
            <Button component={Link} to="/links/origem/teste" leftSection={<IconDeviceMobileMessage size={17} aria-hidden />}>
              {t('test')}
            </Button>
          )}
        </>
      }
    >
      {maySee ? (
        <Loaded query={carriers} skeleton={<Skeletons shape="cards" count={6} />}>
          {(settings) => <Settings settings={settings} />}
        </Loaded>
      ) : (
        <Card>
          <EmptyState icon={IconLock} title={t('forbidden')} />
        </Card>
      )}
    </Page>
  )
}

const order = { strong: 0, medium: 1, weak: 2 }
/** The strong ones first. */
const sorted = (items: readonly CarrierSetting[]) => [...items].sort((a, b) => order[a.strength] - order[b.strength])

/** While a change is being saved, the switches show what was asked for. */
function shown(settings: CarrierSettings, asked: CarrierChange | undefined): CarrierSettings {
  if (asked === undefined) return settings
  const items = settings.items.map((item) => ({ ...item, on: asked.carriers?.[item.carrier] ?? item.on }))
  return {
    items,
    hashtag_wins: asked.hashtag_wins ?? settings.hashtag_wins,
    text_wins: asked.text_wins ?? settings.text_wins,
  }
}

function Settings({ settings }: { settings: CarrierSettings }) {
  const { t } = useTranslation('carriers')
  const text = useProblemText()
  const change = useChangeCarriers()
  const mayChange = useRole('admin', 'manager')
  const now = shown(settings, change.isPending ? change.variables : undefined)
  const save = (next: CarrierChange) =>
    change.mutate(next, { onSuccess: () => toast.success(t('saved')), onError: (error) => toast.error(text(error)) })
  const cards = (byDefault: boolean) =>
    sorted(now.items.filter((item) => item.on_by_default === byDefault)).map((setting) => (
      <CarrierCard
        key={setting.carrier}
        setting={setting}
        busy={change.isPending}
        onSwitch={mayChange ? (on) => save({ carriers: { [setting.carrier]: on } }) : undefined}
      />
    ))
  return (
    <>
      {!mayChange && (
        <p className={classes.notice}>
          <IconInfoCircle size={18} stroke={1.75} aria-hidden />
          {t('readOnly')}
        </p>
      )}
      <Group id="usual" title={t('usual')} lead={t('usualLead')}>
        <AdCard />
        {cards(true)}
      </Group>
      <Group id="off" title={t('offByDefault')} lead={t('offLead')}>
        {cards(false)}
      </Group>
      <Rules settings={now} busy={change.isPending} onChange={save} />
    </>
  )
}

interface GroupProps {
  id: string
  title: string
  lead: string
  children: React.ReactNode
}

function Group({ id, title, lead, children }: GroupProps) {
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h2 className={classes.title} id={id}>
          {title}
        </h2>
        <p className={classes.lead}>{lead}</p>
      </div>
      <div className={classes.cards}>{children}</div>
    </section>
  )
}
