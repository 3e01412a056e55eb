import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRole } from '@/api/session'
import { originColor, outcomeColor, outcomes } from '@/components/Chips'
import { useFormat } from '@/format'
import { filterKeys, type FilterKey } from './search'
import { useChoices, type Choice } from './useChoices'
import { useReportAddress } from './useReportAddress'
import classes from './FilterBar.module.css'
import shared from './reports.module.css'

/** One searchable field per filter, in a panel under the bar. */
export function FilterFields() {
  const agent = useRole('agent')
  // An agent's reports are about one agent only.
  const shown = filterKeys.filter((key) => !(agent && key === 'agent_id'))
  return (
    <div className={classes.fields}>
      {shown.map((key) => (
        <FilterField key={key} filterKey={key} />
      ))}
    </div>
  )
}

function dotOf(key: FilterKey, choice: Choice): string | undefined {
  if (key === 'entry_kind') return originColor(choice.value)
  if (key === 'entry_identifier_id' && choice.kind) return originColor(choice.kind)
  const outcome = key === 'outcome' ? outcomes.find((one) => one === choice.value) : undefined
  return outcome && outcomeColor(outcome)
}

function FilterField({ filterKey }: { filterKey: FilterKey }) {
  const { t } = useTranslation(['reports', 'common'])
  const format = useFormat()
  const { search, set } = useReportAddress()
  const { choices, loading } = useChoices(filterKey)
  const value = search[filterKey] ?? null
  const known = value === null || choices.some((choice) => choice.value === value)
  const data = choices.map(({ value: one, label }) => ({ value: one, label }))
  return (
    <Select
      size="sm"
      label={t(`filters.${filterKey}`)}
      placeholder={loading ? t('common:states.loading') : t('common:states.all')}
      data={known ? data : [...data, { value, label: t('common:states.unknown') }]}
      value={value}
      onChange={(next) => set({ [filterKey]: next ?? undefined })}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
      limit={100}
      // The list itself scrolls, inside the page: so it is reached without a pointer.
      withScrollArea={false}
      classNames={{ options: classes.options }}
      comboboxProps={{ withinPortal: false }}
      nothingFoundMessage={t('common:states.noResults')}
      renderOption={({ option }) => {
        const choice = choices.find((one) => one.value === option.value)
        const dot = choice && dotOf(filterKey, choice)
        return (
          <span className={classes.option}>
            {dot && <span className={shared.dot} style={{ background: dot }} aria-hidden />}
            <span className={classes.optionLabel}>{option.label}</span>
            {choice && <span className={classes.optionCount}>{format.number(choice.conversations)}</span>}
          </span>
        )
      }}
    />
  )
}
