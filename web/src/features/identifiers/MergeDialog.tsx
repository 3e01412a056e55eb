import '@/controls.css'
import { useState } from 'react'
import { Button, Modal, Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMergeInto, type EntryIdentifier } from '@/api/identifiers'
import { Failure } from '@/components/FormDrawer'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import classes from './merge.module.css'

interface MergeDialogProps {
  /** Two or more of one kind. */
  identifiers: readonly EntryIdentifier[]
  onClose: () => void
  onDone: (into: EntryIdentifier) => void
}

/** Says which of them stands, and what becomes of the figures, before anything is merged. */
export default function MergeDialog({ identifiers, onClose, onDone }: MergeDialogProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  const format = useFormat()
  const merge = useMergeInto()
  const largest = [...identifiers].sort((a, b) => b.conversations - a.conversations)
  const [into, setInto] = useState(largest[0]?.id ?? '')
  const standing = largest.find(({ id }) => id === into)
  const others = largest.filter(({ id }) => id !== into)
  const parts = [standing, ...others].map((one) => format.number(one?.conversations ?? 0))
  const total = identifiers.reduce((sum, { conversations }) => sum + conversations, 0)
  const go = async () => {
    if (!standing) return
    try {
      await merge.mutateAsync({ ids: others.map(({ id }) => id), into })
    } catch {
      return
    }
    toast.success(t('merge.done', { label: standing.label }))
    onDone(standing)
  }
  return (
    <Modal opened onClose={onClose} title={t('merge.title', { count: identifiers.length })} size={560} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <div className={classes.dialog}>
        {merge.error !== null && <Failure error={merge.error} />}
        <Radio.Group label={t('merge.into')} description={t('merge.intoHint')} value={into} onChange={setInto}>
          <div className={classes.choices}>
            {largest.map((one) => (
              <Radio
                key={one.id}
                value={one.id}
                label={one.label}
                description={t('sum.conversations', { count: one.conversations, number: format.number(one.conversations) })}
              />
            ))}
          </div>
        </Radio.Group>
        <p className={classes.figures} role="status">
          <strong>
            {parts.join(' + ')} = {t('merge.total', { count: total, number: format.number(total) })}
          </strong>
          <span>{t('merge.figures', { label: standing?.label ?? '' })}</span>
        </p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('common:actions.cancel')}
          </Button>
          <Button loading={merge.isPending} onClick={() => void go()}>
            {t('merge.submit')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
