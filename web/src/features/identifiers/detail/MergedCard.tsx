import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSplit, type NamedIdentifier } from '@/api/identifiers'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { Card } from '@/components/Page'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import classes from './detail.module.css'

interface MergedCardProps {
  label: string
  merged: readonly NamedIdentifier[]
  mayEdit: boolean
}

/** What was merged into this one, each with what a split gives back. */
export function MergedCard({ label, merged, mayEdit }: MergedCardProps) {
  const { t } = useTranslation('identifiers')
  const format = useFormat()
  const [asked, setAsked] = useState<NamedIdentifier>()
  const split = useSplit()
  return (
    <Card title={t('merged.title')} lead={t('merged.lead')}>
      <ul className={classes.merged}>
        {merged.map((one) => (
          <li key={one.id}>
            <span className={classes.mergedName}>
              <Link to="/identificadores/$id" params={{ id: one.id }}>
                {one.label}
              </Link>
              <span className={classes.quiet}>{t('sum.conversations', { count: one.conversations, number: format.number(one.conversations) })}</span>
            </span>
            {mayEdit && (
              <Button size="sm" variant="default" leftSection={<IconArrowsSplit2 size={16} aria-hidden />} aria-label={t('merged.splitOf', { label: one.label })} onClick={() => setAsked(one)}>
                {t('merged.split')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t('merged.askTitle', { label: asked?.label ?? '' })}
        confirmLabel={t('merged.split')}
        onConfirm={async () => {
          await split.mutateAsync(asked?.id ?? '')
          toast.success(t('merged.done', { label: asked?.label ?? '' }))
        }}
      >
        {t('merged.ask', { count: asked?.conversations ?? 0, number: format.number(asked?.conversations ?? 0), from: label, label: asked?.label ?? '' })}
      </ConfirmDialog>
    </Card>
  )
}
