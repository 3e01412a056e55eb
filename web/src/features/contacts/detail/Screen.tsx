import '@/controls.css'
import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { proposalsQuery, usePerson, type KnownPerson } from '@/api/people'
import { useRole } from '@/api/session'
import { CopyButton } from '@/components/CopyButton'
import { Card, Page } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import { ProposalCard } from '../ProposalCard'
import { usePersonName } from '../usePersonName'
import { Exclusion } from './Exclusion'
import { Identities } from './Identities'
import { Journey } from './Journey'
import { Merges } from './Merges'
import { NameForm } from './NameForm'
import classes from './detail.module.css'

const route = getRouteApi('/app/contatos/$id')

/** Everything that is known about one person. */
export default function ContactScreen() {
  const { t } = useTranslation('contacts')
  const { id } = route.useParams()
  const person = usePerson(id)
  const back = (
    <Button component={Link} to="/contatos" variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />}>
      {t('back')}
    </Button>
  )
  if (person.data) return <Detail person={person.data} back={back} />
  return (
    <Page title={t('contact')} actions={back}>
      <Loaded query={person} skeleton={<Skeletons count={6} />}>
        {() => null}
      </Loaded>
    </Page>
  )
}

function Detail({ person, back }: { person: KnownPerson; back: React.ReactNode }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const nameOf = usePersonName()
  const leads = useRole('admin', 'manager')
  const proposals = useInfiniteQuery(proposalsQuery(person.id, leads)).data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      title={nameOf(person)}
      lead={
        <span className={classes.lead}>
          {person.phone === null ? (
            t('phoneHidden')
          ) : (
            <span className={classes.phone}>
              {format.phone(person.phone)}
              <CopyButton compact value={`+${person.phone.replace(/\D/g, '')}`} label={t('copyPhone')} />
            </span>
          )}
          <span>{t('sinceDay', { day: format.date(person.first_entry?.opened_at ?? person.created_at) })}</span>
          <Link to="/atendimentos" search={{ status: 'all', contact_id: person.id } as never}>
            {t('conversationsCount', { count: person.conversations, number: format.number(person.conversations) })}
          </Link>
          {person.excluded && <Tone tone="quiet">{t('excludedShort')}</Tone>}
        </span>
      }
      actions={back}
    >
      {proposals.map((pair) => (
        <ProposalCard key={pair.id} pair={pair} />
      ))}
      <div className={classes.columns}>
        <Card title={t('journey.title')} lead={t('journey.lead')} className={classes.main}>
          <Journey id={person.id} />
        </Card>
        <div className={classes.aside}>
          <Card title={t('identitiesTitle')} lead={t('identitiesLead')}>
            <Identities person={person} />
          </Card>
          {person.merges.length > 0 && (
            <Card title={t('merges.title')} lead={t('merges.lead')}>
              <Merges person={person} mayUndo={leads} />
            </Card>
          )}
          {leads && (
            <Card title={t('name.title')}>
              <NameForm key={person.id} person={person} />
              <Exclusion person={person} />
            </Card>
          )}
        </div>
      </div>
    </Page>
  )
}
