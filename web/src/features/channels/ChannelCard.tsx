import { useState } from 'react'
import { IconArchive, IconEdit, IconPlugConnected } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useArchiveChannel, type Channel } from '@/api/channels'
import { useRole } from '@/api/session'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { Card } from '@/components/Page'
import { RowMenu, type RowAction } from '@/components/RowMenu'
import { useFormat } from '@/format'
import { ChannelState } from './ChannelState'
import { ConnectionGuide } from './ConnectionGuide'
import classes from './channels.module.css'

interface ChannelCardProps {
  channel: Channel
  onEdit: () => void
}

export function ChannelCard({ channel, onEdit }: ChannelCardProps) {
  const { t } = useTranslation(['channels', 'common'])
  const { phone } = useFormat()
  const isAdmin = useRole('admin')
  const archive = useArchiveChannel()
  const [archiving, setArchiving] = useState(false)
  const linkOnly = channel.provider === 'link_only'
  const actions: RowAction[] = [{ key: 'edit', label: t(isAdmin ? 'common:actions.edit' : 'rename'), icon: IconEdit, run: onEdit }]
  if (isAdmin && linkOnly) actions.push({ key: 'connect', label: t('connect'), icon: IconPlugConnected, run: onEdit })
  if (isAdmin) actions.push({ key: 'archive', label: t('common:actions.archive'), icon: IconArchive, run: () => setArchiving(true) })
  return (
    <Card className={classes.card}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.name}>{channel.name}</h2>
          <span className={classes.number}>{phone(channel.phone_number)}</span>
        </div>
        <RowMenu label={t('moreOf', { name: channel.name })} actions={actions} />
      </div>
      <div className={classes.line}>
        <ChannelState channel={channel} />
        {!linkOnly && <span className={classes.quiet}>{t(`provider.${channel.provider as 'meta_cloud'}`, channel.provider)}</span>}
      </div>
      {channel.state_reason !== null && <p className={classes.reason}>{channel.state_reason}</p>}
      {linkOnly ? <p className={classes.quiet}>{t('linkOnlyText')}</p> : isAdmin && <ConnectionGuide channel={channel} />}
      <ConfirmDialog
        opened={archiving}
        onClose={() => setArchiving(false)}
        title={t('archive.title')}
        confirmLabel={t('common:actions.archive')}
        onConfirm={() => archive.mutateAsync(channel.id)}
      >
        {t('archive.text', { name: channel.name })}
      </ConfirmDialog>
    </Card>
  )
}
