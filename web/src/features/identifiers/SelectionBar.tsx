import { Button, CloseButton } from '@mantine/core'
import { IconArrowMerge, IconTag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { EntryIdentifier } from '@/api/identifiers'
import classes from './identifiers.module.css'

interface SelectionBarProps {
  chosen: readonly EntryIdentifier[]
  onName: () => void
  onMerge: () => void
  onClear: () => void
}

/** What can be done with the chosen rows. */
export function SelectionBar({ chosen, onName, onMerge, onClear }: SelectionBarProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  const kinds = new Set(chosen.map(({ kind }) => kind)).size
  const mergeable = chosen.length > 1 && kinds === 1
  return (
    <div className={classes.selection} role="group" aria-label={t('selection.label')}>
      <strong role="status">{t('selection.count', { count: chosen.length })}</strong>
      <Button size="sm" leftSection={<IconTag size={16} aria-hidden />} onClick={onName}>
        {t('selection.name')}
      </Button>
      <Button size="sm" variant="default" leftSection={<IconArrowMerge size={16} aria-hidden />} disabled={!mergeable} onClick={onMerge}>
        {t('selection.merge')}
      </Button>
      {kinds > 1 && <span className={classes.hint}>{t('selection.otherKinds')}</span>}
      <CloseButton aria-label={t('selection.clear')} className={classes.clear} onClick={onClear} />
    </div>
  )
}
