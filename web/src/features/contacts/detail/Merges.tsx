import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSplit, type KnownPerson, type Merge } from '@/api/people'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import { usePersonName } from '../usePersonName'
import classes from './detail.module.css'

/** The contacts that are this person by now, each with how that came, and the way back. */
export function Merges({ person, mayUndo }: { person: KnownPerson; mayUndo: boolean }) {
  const { t } = useTranslation(['contacts', 'common'])
  const format = useFormat()
  const nameOf = usePersonName()
  const split = useSplit()
  const [asked, setAsked] = useState<Merge>()
  const name = asked ? nameOf(asked.contact) : ''
  return (
    <>
      <ul className={classes.merges}>
        {person.merges.map((merge) => (
          <li key={merge.contact.id}>
            <span className={classes.mergeWords}>
              <strong>{nameOf(merge.contact)}</strong>
              {merge.contact.name && merge.contact.phone && <span>{format.phone(merge.contact.phone)}</span>}
              <span className={classes.hint}>
                {merge.by_proof ? t('merges.byProof') : t('merges.byPerson', { name: merge.merged_by ?? '—' })} · {format.dateTime(merge.merged_at)}
              </span>
            </span>
            {mayUndo && (
              <Button
                variant="default"
                size="sm"
                leftSection={<IconArrowsSplit2 size={16} aria-hidden />}
                aria-label={t('merges.undoOf', { name: nameOf(merge.contact) })}
                onClick={() => setAsked(merge)}
              >
                {t('common:actions.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t('merges.askTitle', { name })}
        confirmLabel={t('merges.confirm')}
        onConfirm={async () => {
          if (!asked) return
          await split.mutateAsync(asked.contact.id)
          toast.success(t('merges.undone', { name }))
        }}
      >
        {t('merges.ask')}
      </ConfirmDialog>
    </>
  )
}
