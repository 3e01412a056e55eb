import '@/controls.css'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconArrowsSplit2 } from '@tabler/icons-react'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useIdentifier, useSplit, type IdentifierDetail } from '@/api/identifiers'
import { useRole } from '@/api/session'
import { DateRangePicker } from '@/components/DateRangePicker'
import { Page } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { Loaded, Skeletons } from '@/components/States'
import { toast } from '@/components/toast'
import { periodFrom, useFormat } from '@/format'
import { AboutCard } from './AboutCard'
import { ChangesCard } from './ChangesCard'
import { Figures } from './Figures'
import { LatestCard } from './LatestCard'
import { MergedCard } from './MergedCard'
import { NamesCard } from './NamesCard'
import classes from './detail.module.css'

const route = getRouteApi('/app/identificadores/$id')

/** Everything that is known about one identifier. */
export default function IdentifierScreen() {
  const { t } = useTranslation('identifiers')
  const { id } = route.useParams()
  const identifier = useIdentifier(id)
  const back = (
    <Button component={Link} to="/identificadores" variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />}>
      {t('back')}
    </Button>
  )
  if (identifier.data) return <Detail key={id} identifier={identifier.data} back={back} />
  return (
    <Page title={t('identifier')} actions={back}>
      <Loaded query={identifier} skeleton={<Skeletons shape="cards" count={4} />}>
        {() => null}
      </Loaded>
    </Page>
  )
}

function Detail({ identifier, back }: { identifier: IdentifierDetail; back: React.ReactNode }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const format = useFormat()
  const mayEdit = useRole('admin', 'manager', 'marketing')
  const period = periodFrom(search, format.today())
  const stands = identifier.stands_for_it === null
  return (
    <Page
      title={identifier.label}
      lead={[identifier.campaign, identifier.ad_set, identifier.site].filter(Boolean).join(' · ') || undefined}
      actions={back}
      below={
        mayEdit && stands ? (
          <div>
            <DateRangePicker value={period} onChange={({ from, to }) => void navigate({ search: { from, to }, replace: true })} />
          </div>
        ) : undefined
      }
    >
      {!stands && <StandsForIt identifier={identifier} mayEdit={mayEdit} />}
      {/* Who answers all day sees the own row of reports only. */}
      {mayEdit && stands && <Figures id={identifier.id} linked={identifier.kind === 'link'} period={period} />}
      <div className={classes.halves}>
        <AboutCard identifier={identifier} />
        <NamesCard identifier={identifier} mayEdit={mayEdit} />
      </div>
      {identifier.merged.length > 0 && <MergedCard label={identifier.label} merged={identifier.merged} mayEdit={mayEdit} />}
      <div className={classes.halves}>
        {stands && <LatestCard id={identifier.id} />}
        {mayEdit && <ChangesCard id={identifier.id} />}
      </div>
    </Page>
  )
}

/** Its conversations count elsewhere; here is the way there, and the way back. */
function StandsForIt({ identifier, mayEdit }: { identifier: IdentifierDetail; mayEdit: boolean }) {
  const { t } = useTranslation('identifiers')
  const split = useSplit()
  const problem = useProblemText()
  const standing = identifier.stands_for_it
  if (!standing) return null
  const giveBack = () =>
    split.mutate(identifier.id, {
      onSuccess: () => toast.success(t('merged.done', { label: identifier.label })),
      onError: (error) => toast.error(problem(error)),
    })
  return (
    <div className={classes.notice} role="status">
      <span>
        {t('standsForIt')}{' '}
        <Link to="/identificadores/$id" params={{ id: standing.id }}>
          {standing.label}
        </Link>
        .
      </span>
      {mayEdit && (
        <Button size="sm" variant="default" leftSection={<IconArrowsSplit2 size={16} aria-hidden />} loading={split.isPending} onClick={giveBack}>
          {t('merged.split')}
        </Button>
      )}
    </div>
  )
}
