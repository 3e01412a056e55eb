import '@/controls.css'
import { Button, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useChannels } from '@/api/channels'
import { inUse, useDepartments } from '@/api/departments'
import { useTags } from '@/api/tags'
import { useUsers } from '@/api/users'
import { entryKinds, useOriginName } from '@/components/Chips'
import { DateRangePicker } from '@/components/DateRangePicker'
import { periodFrom, useFormat } from '@/format'
import { isFiltered, ownFilters, tabOf, withoutFilters } from '../search'
import { useInboxAddress } from '../useOpenConversation'
import classes from './filters.module.css'

/** The filters of the inbox itself. Choosing one applies it at once. */
export default function FilterForm() {
  const { t } = useTranslation(['inbox', 'common'])
  const format = useFormat()
  const originName = useOriginName()
  const { search, narrow } = useInboxAddress()
  const departments = inUse(useDepartments().data)
  const channels = inUse(useChannels().data)
  const users = inUse(useUsers().data)
  const tags = useTags().data ?? []
  const asOptions = (items: readonly { id: string; name: string }[]) => items.map(({ id, name }) => ({ value: id, label: name }))
  const choices = {
    department_id: asOptions(departments),
    channel_id: asOptions(channels),
    agent_id: [{ value: 'none', label: t('filters.noAgent') }, ...asOptions(users)],
    entry_kind: entryKinds.map((kind) => ({ value: kind, label: originName(kind) })),
    // Conversations keep a tag that was archived: it is offered as long as it is chosen.
    tag_id: asOptions([...inUse(tags), ...tags.filter((tag) => tag.archived_at !== null && tag.id === search.tag_id)]),
  }
  const shown = ownFilters.filter((key) => key !== 'tag_id' || choices.tag_id.length > 0)
  const dated = search.from !== undefined || search.to !== undefined
  return (
    <div className={classes.filters}>
      {shown.map((key) => (
        <Select
          key={key}
          size="sm"
          label={t(`filters.${key}`)}
          placeholder={t('common:states.all')}
          data={choices[key]}
          value={search[key] ?? null}
          onChange={(value) => narrow({ ...search, status: tabOf(search), [key]: value ?? undefined })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          nothingFoundMessage={t('common:states.noResults')}
        />
      ))}
      <div className={classes.period}>
        {dated ? (
          <DateRangePicker
            value={periodFrom(search, format.today())}
            onChange={({ from, to }) => narrow({ ...search, status: tabOf(search), from, to })}
          />
        ) : (
          <Button
            variant="default"
            size="sm"
            flex={1}
            onClick={() => narrow({ ...search, status: tabOf(search), ...periodFrom({}, format.today()) })}
          >
            {t('filters.addPeriod')}
          </Button>
        )}
        {isFiltered(search) && (
          <Button variant="subtle" size="sm" onClick={() => narrow(withoutFilters(search))}>
            {t('common:actions.clear')}
          </Button>
        )}
      </div>
    </div>
  )
}
