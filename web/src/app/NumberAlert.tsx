import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useChannels } from '@/api/channels'
import { useFormat } from '@/format'
import classes from './Shell.module.css'

const broken = new Set(['disconnected', 'wrong_key', 'unknown'])

/** A number that no longer works, on every screen but the one that says so itself. */
export default function NumberAlert() {
  const { t } = useTranslation('shell')
  const { phone, relative } = useFormat()
  const there = useRouterState({ select: ({ location }) => location.pathname.startsWith('/conexoes') })
  const channels = useChannels().data ?? []
  const [first, ...others] = channels.filter(({ archived_at, connection }) => archived_at === null && broken.has(connection?.state ?? ''))
  if (!first || there) return null
  const since = first.connection?.since
  return (
    <div className={classes.alert} role="status">
      <IconPlugConnectedX size={18} stroke={1.8} aria-hidden />
      <span>
        <b>{t('numbers.disconnected')}</b>{' '}
        {since == null
          ? t('numbers.number', { name: first.name, number: phone(first.phone_number) })
          : t('numbers.numberSince', { name: first.name, number: phone(first.phone_number), when: relative(since, Date.now()) })}
        {others.length > 0 && ` ${t('numbers.others', { count: others.length })}`}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        className={classes.alertButton}
        renderRoot={(props) => <Link to="/conexoes" search={{ reconnect: first.id }} {...props} />}
      >
        {t('numbers.reconnect')}
      </Button>
    </div>
  )
}
