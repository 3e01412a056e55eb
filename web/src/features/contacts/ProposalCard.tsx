import { Button } from '@mantine/core'
import { IconArrowsJoin2, IconArrowsSplit2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useKeepApart, useMerge, useSplit, type MergeProposal, type Person as Somebody, type Strength } from '@/api/people'
import { OriginChip } from '@/components/Chips'
import { PersonAvatar } from '@/components/Person'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import { IdentityChips } from './Identities'
import { usePersonName } from './usePersonName'
import classes from './contacts.module.css'

const tones: Record<Strength, 'good' | 'warning' | 'quiet'> = { strong: 'good', likely: 'warning', possible: 'quiet' }

/** Two contacts side by side: why they may be one person, and what saying so would do. */
export function ProposalCard({ pair }: { pair: MergeProposal }) {
  const { t } = useTranslation(['contacts', 'common'])
  const nameOf = usePersonName()
  const text = useProblemText()
  const merge = useMerge()
  const split = useSplit()
  const keepApart = useKeepApart()
  const { one, other } = pair
  const names = { one: nameOf(one), other: nameOf(other) }
  const busy = merge.isPending || keepApart.isPending
  const failed = (error: unknown) => toast.error(text(error))
  // By then the card is gone with its pair: only a promise still tells.
  const unite = () =>
    merge.mutateAsync({ one: one.id, other: other.id }).then(
      ({ id }) =>
        toast.success(t('proposal.done', { name: nameOf(pair.merged) }), {
          label: t('common:actions.undo'),
          run: () => void split.mutateAsync(id === one.id ? other.id : one.id).catch(failed),
        }),
      failed,
    )
  const tellApart = () =>
    keepApart.mutateAsync({ one: one.id, other: other.id }).then(() => toast.success(t('proposal.kept')), failed)
  return (
    <section className={classes.proposal} aria-label={t('proposal.of', names)}>
      <ul className={classes.reasons}>
        {pair.reasons.map(({ ground, strength }) => (
          <li key={ground}>
            <Tone tone={tones[strength]}>{t(`strength.${strength}`)}</Tone>
            <span>{t(`ground.${ground}`)}</span>
          </li>
        ))}
      </ul>
      <div className={classes.sides}>
        <Side person={one} other={other} />
        <Side person={other} other={one} />
      </div>
      <div className={classes.decision}>
        <Keeps pair={pair} />
        <span className={classes.buttons}>
          <Button variant="default" leftSection={<IconArrowsSplit2 size={17} aria-hidden />} disabled={busy} loading={keepApart.isPending} onClick={() => void tellApart()}>
            {t('proposal.two')}
          </Button>
          <Button leftSection={<IconArrowsJoin2 size={17} aria-hidden />} disabled={busy} loading={merge.isPending} onClick={() => void unite()}>
            {t('proposal.same')}
          </Button>
        </span>
      </div>
    </section>
  )
}

function Keeps({ pair: { merged } }: { pair: MergeProposal }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const nameOf = usePersonName()
  const kept = [nameOf(merged), merged.name && merged.phone ? format.phone(merged.phone) : undefined, merged.name && merged.username ? `@${merged.username}` : undefined]
  return (
    <p className={classes.keeps}>
      {t('proposal.keeps', { kept: kept.filter(Boolean).join(', ') })} {merged.joined > 0 && t('proposal.joins')} {merged.excluded && t('proposal.excludes')}{' '}
      {t('proposal.reversible')}
    </p>
  )
}

function Side({ person, other }: { person: Somebody; other: Somebody }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const nameOf = usePersonName()
  const entry = person.first_entry
  const same = (own: string | null, theirs: string | null) => own !== null && own.localeCompare(theirs ?? '', undefined, { sensitivity: 'base' }) === 0
  return (
    <div className={classes.side}>
      <Link to="/contatos/$id" params={{ id: person.id }} className={classes.sideHead}>
        <PersonAvatar name={nameOf(person)} size={40} />
        <span className={classes.sideName}>{nameOf(person)}</span>
        {same(person.name, other.name) && <span className={classes.equal}>{t('proposal.equal')}</span>}
      </Link>
      <dl className={classes.facts}>
        <Fact label={t('phone')} same={same(person.phone, other.phone)}>
          {person.phone === null ? t('phoneHidden') : format.phone(person.phone)}
        </Fact>
        <Fact label={t('identities')} same={same(person.username, other.username)}>
          <IdentityChips person={person} />
        </Fact>
        <Fact label={t('firstOrigin')} same={entry?.identifier_id != null && entry.identifier_id === other.first_entry?.identifier_id}>
          {entry ? <OriginChip kind={entry.kind} label={entry.label} unidentified={entry.unidentified} /> : '—'}
        </Fact>
        <Fact label={t('since')}>{format.dateTime(entry?.opened_at ?? person.created_at)}</Fact>
        <Fact label={t('conversations')}>
          {format.number(person.conversations)}
          {person.last_message_at && ` · ${t('lastAt', { when: format.relative(person.last_message_at, Date.now()) })}`}
        </Fact>
      </dl>
    </div>
  )
}

function Fact({ label, same = false, children }: { label: string; same?: boolean; children: React.ReactNode }) {
  const { t } = useTranslation('contacts')
  return (
    <div data-same={same || undefined}>
      <dt>{label}</dt>
      <dd>
        {children}
        {same && <span className={classes.equal}>{t('proposal.equal')}</span>}
      </dd>
    </div>
  )
}
