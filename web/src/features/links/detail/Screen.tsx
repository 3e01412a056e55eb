import '@/controls.css'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconEdit, IconQrcode } from '@tabler/icons-react'
import { getRouteApi, Link as RouterLink } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLink, useLinkStatistics } from '@/api/generator'
import { useLinks, type Link } from '@/api/links'
import { useRole } from '@/api/session'
import { CopyButton } from '@/components/CopyButton'
import { DateRangePicker } from '@/components/DateRangePicker'
import { Page } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { Tone } from '@/components/Tone'
import { periodFrom, useFormat, type Period } from '@/format'
import { Figures } from './Figures'
import { RecentClicks } from './RecentClicks'
import type { LinkSearch } from './search'
import classes from './detail.module.css'

const EditLink = lazy(async () => ({ default: (await import('../EditLink')).EditLink }))
const QrDialog = lazy(async () => ({ default: (await import('../QrDialog')).QrDialog }))

const route = getRouteApi('/app/links/$id')

/** Everything that is known about one link. */
export default function LinkScreen() {
  const { t } = useTranslation(['links', 'generator'])
  const { id } = route.useParams()
  const link = useLink(id)
  const back = (
    <Button component={RouterLink} to="/links" variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />}>
      {t('new.back')}
    </Button>
  )
  if (link.data) return <Detail link={link.data} back={back} />
  return (
    <Page title={t('generator:detail.title')} actions={back}>
      <Loaded query={link} skeleton={<Skeletons shape="cards" count={4} />}>
        {() => null}
      </Loaded>
    </Page>
  )
}

function Detail({ link, back }: { link: Link; back: React.ReactNode }) {
  const { t } = useTranslation(['links', 'generator', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const format = useFormat()
  const mayChange = useRole('admin', 'manager', 'marketing')
  const all = useLinks().data ?? []
  const [opened, setOpened] = useState<'edit' | 'qr'>()
  const period = periodFrom(search, format.today())
  const statistics = useLinkStatistics(link.id, period.from, period.to)
  const set = (next: LinkSearch) => void navigate({ search: (now: LinkSearch) => ({ ...now, ...next }), replace: true })
  const setPeriod = ({ from, to }: Period) => set({ from, to })
  const ended = link.expires_at !== null && Date.parse(link.expires_at) < Date.now()
  return (
    <Page
      title={link.name}
      lead={
        <span className={classes.lead}>
          <a href={link.short_url} target="_blank" rel="noreferrer">
            {link.short_url.replace(/^https?:\/\//, '')}
          </a>
          <span>{link.site}</span>
          {link.tags.map((tag) => (
            <span key={tag} className={classes.tag}>
              {tag}
            </span>
          ))}
          {link.archived_at !== null && <Tone tone="quiet">{t('common:states.archived')}</Tone>}
          {ended && <Tone tone="warning">{t('ended')}</Tone>}
          {link.dedicated_number && <Tone tone="good">{t('generator:dedicated.label')}</Tone>}
        </span>
      }
      actions={back}
      below={
        <div className={classes.bar}>
          <DateRangePicker value={period} onChange={setPeriod} />
          <span className={classes.buttons}>
            <CopyButton value={link.short_url} label={t('made.copyShort')} />
            <Button variant="default" leftSection={<IconQrcode size={17} aria-hidden />} onClick={() => setOpened('qr')}>
              {t('qr.title')}
            </Button>
            {mayChange && (
              <Button variant="default" leftSection={<IconEdit size={17} aria-hidden />} onClick={() => setOpened('edit')}>
                {t('common:actions.edit')}
              </Button>
            )}
          </span>
        </div>
      }
    >
      <Loaded query={statistics} skeleton={<Skeletons shape="cards" count={4} />}>
        {(figures) => <Figures link={link} figures={figures} />}
      </Loaded>
      <RecentClicks link={link} verdict={search.verdict} onVerdict={(verdict) => set({ verdict })} />
      <Suspense>
        {opened === 'edit' && (
          <EditLink link={link} sites={all.map(({ site }) => site)} tags={all.flatMap(({ tags }) => tags)} onClose={() => setOpened(undefined)} />
        )}
        {opened === 'qr' && <QrDialog link={link} onClose={() => setOpened(undefined)} />}
      </Suspense>
    </Page>
  )
}
