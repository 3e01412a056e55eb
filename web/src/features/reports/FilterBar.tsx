import { lazy, Suspense, useId, useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { DateRangePicker } from '@/components/DateRangePicker'
import { Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { activeFilters, type ActiveFilter } from './filters'
import { OriginViewControl } from './OriginViewControl'
import { useChoiceName } from './useChoices'
import { useReportAddress } from './useReportAddress'
import classes from './FilterBar.module.css'
import shared from './reports.module.css'

const FilterFields = lazy(async () => ({ default: (await import('./FilterFields')).FilterFields }))

/** Period, reference date and filters of all reports. All of it stands in the address. */
export function FilterBar() {
  const { t } = useTranslation(['reports', 'common'])
  const format = useFormat()
  const panel = useId()
  const { search, filters, set, clear } = useReportAddress()
  const [opened, setOpened] = useState(false)
  const active = activeFilters(search)
  const Chevron = opened ? IconChevronUp : IconChevronDown
  return (
    <section className={classes.bar} aria-label={t('filters.label')}>
      <div className={classes.barRow}>
        <DateRangePicker value={filters} onChange={({ from, to }) => set({ from, to })} />
        <SegmentedControl
          className={classes.basis}
          aria-label={t('basis.label')}
          value={filters.date_basis}
          onChange={(value) => set({ date_basis: value === 'closing' ? 'closing' : undefined })}
          data={[
            { value: 'entry', label: t('basis.entry') },
            { value: 'closing', label: t('basis.closing') },
          ]}
        />
        <Button
          variant="default"
          aria-expanded={opened}
          aria-controls={panel}
          leftSection={<IconAdjustmentsHorizontal size={18} stroke={1.75} aria-hidden />}
          rightSection={<Chevron size={16} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {active.length > 0 ? t('filters.buttonCount', { count: active.length }) : t('common:actions.filter')}
        </Button>
        <p className={classes.zone}>
          <strong>{t('basis.label')}:</strong> {t(`basis.${filters.date_basis}Hint`)}{' '}
          <span className={shared.nowrap}>{t('common:period.zone', { zone: format.timeZone.replaceAll('_', ' ') })}.</span>
        </p>
      </div>
      <OriginViewControl />
      <div id={panel} hidden={!opened}>
        {opened && (
          <Suspense fallback={<Skeletons count={2} />}>
            <FilterFields />
          </Suspense>
        )}
      </div>
      {active.length > 0 && (
        <ul className={classes.chips} aria-label={t('filters.active')}>
          {active.map((one) => (
            <li key={one.key}>
              <FilterChip filter={one} onRemove={() => set({ [one.key]: undefined })} />
            </li>
          ))}
          <li>
            <button type="button" className={classes.clear} onClick={clear}>
              {t('common:actions.clear')}
            </button>
          </li>
        </ul>
      )}
    </section>
  )
}

function FilterChip({ filter, onRemove }: { filter: ActiveFilter; onRemove: () => void }) {
  const { t } = useTranslation('reports')
  const value = useChoiceName(filter.key, filter.value)
  const name = t(`filters.${filter.key}`)
  return (
    <button type="button" className={classes.chip} aria-label={t('filters.remove', { name, value })} onClick={onRemove}>
      <span className={classes.chipName}>{name}:</span> <span className={classes.chipValue}>{value}</span>
      <IconX size={14} stroke={2.2} aria-hidden />
    </button>
  )
}
