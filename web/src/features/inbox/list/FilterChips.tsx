import { UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { filterKeys, tabOf, withoutFilters, type FilterKey } from '../search'
import { useInboxAddress } from '../useOpenConversation'
import { useFilterValue } from './useFilterValue'
import classes from './filters.module.css'

/** Everything that narrows the list, each with its way out. */
export function FilterChips({ first }: { first: Conversation | undefined }) {
  const { t } = useTranslation(['inbox', 'common'])
  const { search, narrow } = useInboxAddress()
  const valueOf = useFilterValue(first)
  const shown = filterKeys.filter((key) => key !== 'q' && key !== 'to' && search[key] !== undefined)
  const keys: FilterKey[] = search.from === undefined && search.to !== undefined ? [...shown, 'to'] : shown
  const remove = (key: FilterKey) => {
    const without = { ...search, status: tabOf(search), [key]: undefined }
    narrow(key === 'from' ? { ...without, to: undefined } : without)
  }
  return (
    <div className={classes.chips} role="group" aria-label={t('filters.active')}>
      {keys.map((key) => {
        const value = valueOf(key, search)
        const name = t(`filters.${key}`)
        return (
          <UnstyledButton
            key={key}
            className={classes.chip}
            aria-label={t('filters.remove', { filter: `${name}: ${value}` })}
            onClick={() => remove(key)}
          >
            <span className={classes.chipText}>
              {name}: <b>{value}</b>
            </span>
            <IconX size={14} aria-hidden />
          </UnstyledButton>
        )
      })}
      {keys.length > 1 && (
        <UnstyledButton className={classes.clear} onClick={() => narrow(withoutFilters(search))}>
          {t('common:actions.clearFilters')}
        </UnstyledButton>
      )}
    </div>
  )
}
