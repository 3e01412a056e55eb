import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconArrowRight, IconCircleX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRole } from '@/api/session'
import type { TrackingCheck } from '@/api/tracking'
import { parseSearch } from '@/app/search'
import { useFormat } from '@/format'
import { placeOf, sayingOf, type CheckGroup } from './findings'
import classes from './health.module.css'

/** Subjects that are named at once. */
const firstSubjects = 4

/** A check that alarms: what was found, about what, and where it is mended. */
export function CheckCard({ group }: { group: CheckGroup }) {
  const { t } = useTranslation('tracking')
  const [all, setAll] = useState(false)
  const Symbol = group.state === 'problem' ? IconCircleX : IconAlertTriangle
  const shown = all ? group.items : group.items.slice(0, firstSubjects)
  const rest = group.items.length - shown.length
  // Where every finding is mended at one place, its button stands once.
  const places = new Set(group.items.map((item) => item.mend_link))
  const together = places.size === 1 ? group.items[0] : undefined
  return (
    <article className={classes.check} data-state={group.state}>
      <span className={classes.sign} aria-hidden>
        <Symbol size={22} stroke={1.75} />
      </span>
      <div className={classes.body}>
        <h3 className={classes.checkTitle}>{t(`check.${group.code}.title`)}</h3>
        <ul className={classes.findings}>
          {shown.map((item) => (
            <Finding key={item.subject?.id ?? ''} item={item} withMend={together === undefined} />
          ))}
        </ul>
        {rest > 0 && (
          <Button variant="subtle" size="sm" className={classes.moreSubjects} onClick={() => setAll(true)}>
            {t('moreSubjects', { count: rest })}
          </Button>
        )}
        <p className={classes.mend}>
          <strong>{t('mend')}</strong> {t(`check.${group.code}.mend`)}
        </p>
        {together && (
          <div className={classes.links}>
            <MendLink item={together} />
          </div>
        )}
      </div>
    </article>
  )
}

function Finding({ item, withMend }: { item: TrackingCheck; withMend: boolean }) {
  const { t } = useTranslation('tracking')
  const format = useFormat()
  const saying = useSaying(item)
  return (
    <li className={classes.finding}>
      <span className={classes.said}>
        {saying}{' '}
        {item.since !== null && (
          <span className={classes.quiet} title={format.dateTime(item.since)}>
            {t('since', { when: format.relative(item.since, Date.now()) })}
          </span>
        )}
      </span>
      <span className={classes.findingLinks}>
        {item.list_link !== null && <PlaceLink link={item.list_link}>{t(`check.${item.code}.list` as 'check.ads_unidentified.list')}</PlaceLink>}
        {withMend && <PlaceLink link={item.mend_link}>{t(`check.${item.code}.action`)}</PlaceLink>}
      </span>
    </li>
  )
}

/** What was found, in the language of the screen. */
function useSaying(item: TrackingCheck): string {
  const { t } = useTranslation('tracking')
  const format = useFormat()
  const { key, count } = sayingOf(item)
  const share = (value: number | null) => format.percent(value ?? 0)
  const day = new URLSearchParams(item.list_link?.split('?')[1]).get('from')
  return t(`check.${item.code}.${key}` as 'check.coverage_fell.found', {
    count,
    name: item.subject?.name ?? '',
    value: share(item.value),
    usual: share(item.usual),
    duration: format.duration(Math.round((item.value ?? 0) / 1000)),
    day: day === null ? '' : format.dayShort(day),
  })
}

function MendLink({ item }: { item: TrackingCheck }) {
  const { t } = useTranslation('tracking')
  const connects = useRole('admin', 'manager')
  const { path, query } = placeOf(item.mend_link)
  if (path === '/conexoes' && !connects) return <p className={classes.quiet}>{t('askManager')}</p>
  return (
    <Button
      component={Link}
      to={path}
      search={parseSearch(query) as never}
      variant={item.state === 'problem' ? 'filled' : 'default'}
      size="sm"
      rightSection={<IconArrowRight size={16} aria-hidden />}
    >
      {t(`check.${item.code}.action`)}
    </Button>
  )
}

function PlaceLink({ link, children }: { link: string; children: React.ReactNode }) {
  const { path, query } = placeOf(link)
  return (
    <Link to={path} search={parseSearch(query) as never} className={classes.place}>
      {children}
    </Link>
  )
}
