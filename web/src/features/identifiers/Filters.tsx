import { useCallback } from 'react'
import { Button, SegmentedControl, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { identifierKinds, useWithoutCampaign } from '@/api/identifiers'
import { originColor } from '@/components/Chips'
import { DateRangePicker } from '@/components/DateRangePicker'
import { SearchField } from '@/components/SearchField'
import { useFormat, type Period } from '@/format'
import type { IdentifiersSearch } from './search'
import classes from './identifiers.module.css'

interface FiltersProps {
  search: IdentifiersSearch
  /** Missing for who sees no figures of a period. */
  period?: Period | undefined
  onChange: (changes: Partial<IdentifiersSearch>) => void
}

export function Filters({ search, period, onChange }: FiltersProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  const missing = useWithoutCampaign().data
  const onQuery = useCallback((q: string | undefined) => onChange({ q }), [onChange])
  const only = search.campaign === 'none'
  return (
    <div className={classes.filters} role="search">
      <SearchField label={t('search')} value={search.q} onChange={onQuery} />
      <Select
        aria-label={t('kind')}
        comboboxProps={{ withinPortal: false }}
        withScrollArea={false}
        placeholder={t('allKinds')}
        className={classes.kind}
        clearable
        clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
        value={search.kind ?? null}
        onChange={(kind) => onChange({ kind: kind ?? undefined })}
        data={identifierKinds.map((kind) => ({ value: kind, label: t(`common:origin.${kind}`) }))}
        renderOption={({ option }) => (
          <span className={classes.option}>
            <span className={classes.dot} style={{ background: originColor(option.value) }} aria-hidden />
            {option.label}
          </span>
        )}
      />
      {(only || (missing !== undefined && missing > 0)) && (
        <Button variant={only ? 'filled' : 'default'} aria-pressed={only} onClick={() => onChange({ campaign: only ? undefined : 'none' })}>
          {t('withoutCampaign')}
          {missing !== undefined && (
            <span className={classes.counter} data-on={only || undefined}>
              {format.number(missing)}
            </span>
          )}
        </Button>
      )}
      <SegmentedControl
        aria-label={t('view.label')}
        value={search.view ?? 'list'}
        onChange={(view) => onChange({ view: view === 'campaign' ? 'campaign' : undefined })}
        data={[
          { value: 'list', label: t('view.list') },
          { value: 'campaign', label: t('view.campaign') },
        ]}
      />
      {period && <DateRangePicker value={period} onChange={({ from, to }) => onChange({ from, to })} />}
    </div>
  )
}
