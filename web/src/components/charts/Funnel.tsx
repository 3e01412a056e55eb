import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import { ChartFrame } from './ChartFrame'
import classes from './charts.module.css'

export interface FunnelStage {
  key: string
  label: string
  value: number
  /** Opens the exact list behind the figure. */
  onOpen?: () => void
  /** In place of the plain figure: a link to its list. */
  figure?: React.ReactNode
  /** Beside the figure: money, a count that belongs to it. */
  detail?: React.ReactNode
  /** In place of the share of the stage before, where that share would mean nothing. */
  step?: React.ReactNode
}

interface FunnelProps {
  title: string
  lead?: React.ReactNode
  stages: readonly FunnelStage[]
  /** The one figure to remember, under the bars: `10,4%` and what it means. */
  summary?: { figure: string; meaning: string }
}

/** Plain HTML: a screen reader reads the list as it stands. */
export function Funnel({ title, lead, stages, summary }: FunnelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const widest = Math.max(1, ...stages.map(({ value }) => value))
  return (
    <ChartFrame
      title={title}
      lead={lead}
      empty={stages.every(({ value }) => value === 0)}
      table={{
        columns: [
          { key: 'stage', header: t('charts.stage'), render: (stage) => stage.label },
          { key: 'amount', header: t('charts.amount'), align: 'right', render: (stage) => format.number(stage.value) },
        ],
        rows: stages,
        rowKey: (stage) => stage.key,
      }}
    >
      <ol className={classes.funnel}>
        {stages.map((stage, index) => {
          const before = stages[index - 1]
          return (
            <li key={stage.key}>
              {before && (
                <span className={classes.funnelStep}>
                  ↓{' '}
                  {stage.step ??
                    t('charts.ofPrevious', { share: before.value === 0 ? '—' : format.percent(stage.value / before.value) })}
                </span>
              )}
              <span className={classes.funnelLabel}>{stage.label}</span>
              <span className={classes.funnelTrack}>
                <span
                  className={classes.funnelBar}
                  style={{ width: `${(stage.value / widest) * 100}%`, '--depth': index } as React.CSSProperties}
                />
                {stage.figure !== undefined ? (
                  <span className={classes.funnelFigure}>{stage.figure}</span>
                ) : stage.onOpen ? (
                  <button type="button" className={classes.funnelFigure} onClick={stage.onOpen}>
                    {format.number(stage.value)}
                  </button>
                ) : (
                  <span className={classes.funnelFigure}>{format.number(stage.value)}</span>
                )}
                {stage.detail !== undefined && <span className={classes.funnelDetail}>{stage.detail}</span>}
              </span>
            </li>
          )
        })}
      </ol>
      {summary && (
        <p className={classes.summary}>
          <strong>{summary.figure}</strong> {summary.meaning}
        </p>
      )}
    </ChartFrame>
  )
}
