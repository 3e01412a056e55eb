import { useId } from 'react'
import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { originViews, type OriginView } from '@/api/reports'
import { useReportAddress } from './useReportAddress'
import classes from './FilterBar.module.css'

/** By which origin conversations count, with a sentence that says what that means. */
export function OriginViewControl() {
  const { t } = useTranslation('reports')
  const label = useId()
  const { filters, set } = useReportAddress()
  const view = filters.origin_view ?? 'entry'
  const choose = (value: OriginView) => set({ origin_view: value === 'entry' ? undefined : value })
  return (
    <div className={classes.view}>
      <span id={label} className={classes.viewLabel}>
        {t('view.label')}
      </span>
      <SegmentedControl
        className={classes.views}
        aria-labelledby={label}
        value={view}
        onChange={choose}
        data={originViews.map((value) => ({ value, label: <span title={t(`view.${value}Hint`)}>{t(`view.${value}`)}</span> }))}
      />
      <p className={classes.viewHint}>{t(`view.${view}Hint`)}</p>
    </div>
  )
}
