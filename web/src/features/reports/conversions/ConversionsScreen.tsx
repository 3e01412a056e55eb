import '@/controls.css'
import { useEffect, useState } from 'react'
import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconCoin, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { conversionsQuery, type Conversions, type Platform } from '@/api/conversions'
import { Figure } from '@/components/charts/Figure'
import { DateRangePicker } from '@/components/DateRangePicker'
import { Card, CardGrid } from '@/components/Page'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { periodFrom, useFormat } from '@/format'
import { ReportsFrame } from '../ReportsFrame'
import { LeftOut } from './LeftOut'
import { PreviewTable } from './PreviewTable'
import type { ConversionsSearch } from './search'
import classes from './conversions.module.css'

const route = getRouteApi('/app/relatorios/conversoes')

function useAddress() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (next: Partial<ConversionsSearch>) =>
    void navigate({ search: (now: ConversionsSearch) => ({ ...now, ...next }), replace: true, resetScroll: false })
  return { search, set }
}

const outcomesOf = (which: ConversionsSearch['which']) => (which === 'both' ? 'won,qualified' : (which ?? 'won'))

/** Conversions that go back to an ad platform by file: what would go, what stays, and why. */
export default function ConversionsScreen() {
  const { t } = useTranslation('conversions')
  const format = useFormat()
  const { search } = useAddress()
  const platform: Platform = search.platform ?? 'google_ads'
  const period = periodFrom(search, format.today())
  const google = platform === 'google_ads'
  const query = useQuery(
    conversionsQuery({
      platform,
      ...period,
      outcome: outcomesOf(search.which),
      conversion_name: google ? search.name : undefined,
      order_id: google && search.order_id === 'true' ? true : undefined,
    }),
  )
  return (
    <ReportsFrame lead={t('lead')} below={<Choices platform={platform} />}>
      <Loaded query={query} skeleton={<Skeletons shape="cards" count={3} />}>
        {(found) => (
          <div className={classes.report} data-stale={query.isPlaceholderData || undefined}>
            {found.items.length === 0 ? <Nothing which={search.which} /> : <Found found={found} />}
          </div>
        )}
      </Loaded>
    </ReportsFrame>
  )
}

function Choices({ platform }: { platform: Platform }) {
  const { t } = useTranslation('conversions')
  const format = useFormat()
  const { search, set } = useAddress()
  return (
    <section className={classes.choices} aria-label={t('which.label')}>
      <SegmentedControl
        aria-label={t('platform.label')}
        value={platform}
        onChange={(value) => set({ platform: value === 'meta' ? 'meta' : undefined, reason: undefined })}
        data={[
          { value: 'google_ads', label: t('platform.google_ads') },
          { value: 'meta', label: t('platform.meta') },
        ]}
      />
      <DateRangePicker label={t('period')} value={periodFrom(search, format.today())} onChange={({ from, to }) => set({ from, to })} />
      <SegmentedControl
        aria-label={t('which.label')}
        value={search.which ?? 'won'}
        onChange={(value) => set({ which: value === 'won' ? undefined : (value as 'qualified') })}
        data={(['won', 'qualified', 'both'] as const).map((value) => ({ value, label: t(`which.${value}`) }))}
      />
    </section>
  )
}

function Nothing({ which }: { which: ConversionsSearch['which'] }) {
  const { t } = useTranslation('conversions')
  const outcome = which === 'both' ? `${t('which.won')} / ${t('which.qualified')}` : t(`which.${which ?? 'won'}`)
  return (
    <Card>
      <EmptyState icon={IconCoin} title={t('empty.title')}>
        {t('empty.text', { outcome })}
      </EmptyState>
    </Card>
  )
}

function Found({ found }: { found: Conversions }) {
  const { t } = useTranslation('conversions')
  const format = useFormat()
  const going = found.items.filter((item) => item.reason === null)
  const all = found.eligible + found.left_out
  const cents = going.reduce((sum, item) => sum + (item.value_cents ?? 0), 0)
  const share = (part: number) => t('share', { share: format.percent(part / all) })
  return (
    <>
      <CardGrid min={220}>
        <Figure label={t('eligible')} value={format.number(found.eligible)} note={share(found.eligible)} />
        <Figure label={t('leftOut')} value={format.number(found.left_out)} note={share(found.left_out)} />
        <Figure label={t('value')} value={format.money(cents)} note={t('valueNote')} />
      </CardGrid>
      <FileCard found={found} />
      {going.length > 0 && <PreviewTable rows={going} />}
      <LeftOut found={found} />
    </>
  )
}

/** The file itself, what it is called by, and where it is uploaded. */
function FileCard({ found: { platform, eligible, file_url } }: { found: Conversions }) {
  const { t } = useTranslation('conversions')
  return (
    <Card>
      <div className={classes.file}>
        <div className={classes.take}>
          {platform === 'google_ads' && <GoogleFields />}
          {eligible > 0 ? (
            <Button
              component="a"
              href={file_url}
              download
              className={classes.download}
              leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
            >
              {t('downloadOf', { platform: t(`platform.${platform}`), count: eligible })}
            </Button>
          ) : (
            <p className={classes.quiet}>{t('nothingToDownload')}</p>
          )}
        </div>
        <section aria-labelledby="steps">
          <h2 id="steps" className={classes.stepsTitle}>
            {t('steps.title')}
          </h2>
          <ol className={classes.steps}>
            {(['one', 'two', 'three'] as const).map((step) => (
              <li key={step}>{t(`steps.${platform}.${step}`)}</li>
            ))}
          </ol>
        </section>
      </div>
    </Card>
  )
}

function GoogleFields() {
  const { t } = useTranslation('conversions')
  const { search, set } = useAddress()
  const [typed, setTyped] = useState(search.name ?? '')
  const keep = useDebouncedCallback((name: string) => set({ name: name.trim() || undefined }), 300)
  // The address may change without the field: back, or a link to this screen.
  useEffect(() => setTyped((now) => (now.trim() === (search.name ?? '') ? now : (search.name ?? ''))), [search.name])
  return (
    <>
      <TextInput
        label={t('name')}
        description={t('nameHint')}
        placeholder={t('usualName')}
        maxLength={100}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          keep(currentTarget.value)
        }}
      />
      <Switch
        label={t('orderId')}
        description={t('orderIdHint')}
        checked={search.order_id === 'true'}
        onChange={({ currentTarget }) => set({ order_id: currentTarget.checked ? 'true' : undefined })}
      />
    </>
  )
}
