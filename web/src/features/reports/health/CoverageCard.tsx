import { useState } from 'react'
import { UnstyledButton } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { TrackingHealth } from '@/api/tracking'
import { Spark } from '@/components/charts/Spark'
import { TimeSeries } from '@/components/charts/TimeSeries'
import { useFormat } from '@/format'
import { coursesOf, latestShare, sharesOf, type Course } from './coverage'
import classes from './health.module.css'

/** How much of each number's conversations has an origin, day by day, against its own past. */
export function CoverageCard({ health }: { health: TrackingHealth }) {
  const { t } = useTranslation('tracking')
  const navigate = useNavigate()
  const courses = coursesOf(health)
  const [chosen, setChosen] = useState<string>()
  const course = courses.find((one) => one.channel_id === chosen) ?? courses[0]
  if (course === undefined) return null
  const open = (day: string) =>
    void navigate({
      to: '/atendimentos',
      search: { status: 'all', channel_id: course.channel_id, counted: 'true', from: day, to: day },
    })
  return (
    <div className={classes.coverage}>
      {courses.length > 1 && (
        <div className={classes.numbers} role="group" aria-label={t('coverage.pick')}>
          {courses.map((one) => (
            <NumberTile key={one.channel_id} course={one} pressed={one === course} onPick={() => setChosen(one.channel_id)} />
          ))}
        </div>
      )}
      <TimeSeries
        title={`${t('coverage.title')} · ${course.name}`}
        lead={<Lead course={course} />}
        height={220}
        days={course.days.map((day) => day.day)}
        series={[
          { key: 'conversations', label: t('coverage.conversations'), color: 'var(--app-series-6)', values: course.days.map((day) => day.conversations) },
          { key: 'known', label: t('coverage.known'), color: 'var(--app-series-1)', values: course.days.map((day) => day.known) },
        ]}
        onDay={open}
      />
    </div>
  )
}

function Lead({ course }: { course: Course }) {
  const { t } = useTranslation('tracking')
  const format = useFormat()
  const now = latestShare(course)
  const { latest, usual } = course
  return (
    <>
      {latest !== undefined && now !== undefined && (
        <strong className={classes.now}>
          {t('coverage.now', { day: format.dayShort(latest.day), share: format.percent(now), known: latest.known, all: latest.conversations })}{' '}
        </strong>
      )}
      {usual !== undefined && `${t('coverage.before', { share: format.percent(usual) })} `}
      {t('coverage.lead')}
    </>
  )
}

/** A number with its last whole day and what was usual before; pressed, its days are drawn. */
function NumberTile({ course, pressed, onPick }: { course: Course; pressed: boolean; onPick: () => void }) {
  const { t } = useTranslation('tracking')
  const format = useFormat()
  const now = latestShare(course)
  const { latest, usual } = course
  return (
    <UnstyledButton className={classes.number} aria-pressed={pressed} onClick={onPick}>
      <span className={classes.numberName}>{course.name}</span>
      <span className={classes.numberRow}>
        <strong>{now === undefined ? '—' : format.percent(now)}</strong>
        <Spark values={sharesOf(course)} />
      </span>
      <span className={classes.quiet}>
        {latest !== undefined && `${format.dayShort(latest.day)}: ${t('coverage.of', { known: latest.known, all: latest.conversations })} · `}
        {usual === undefined ? t('coverage.noUsual') : t('coverage.usual', { share: format.percent(usual) })}
      </span>
    </UnstyledButton>
  )
}
