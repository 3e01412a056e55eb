import '@/controls.css'
import { lazy, Suspense, useState } from 'react'
import { Button, Tabs } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useChannels, type Channel } from '@/api/channels'
import { inUse } from '@/api/departments'
import { useProviders } from '@/api/providers'
import { useRole } from '@/api/session'
import { Card, Page } from '@/components/Page'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { ChannelCard, type CardAction } from './ChannelCard'
import { isBroken, remedyOf } from './connection'
import type { ChannelsSearch } from './search'
import classes from './channels.module.css'

const Deliveries = lazy(async () => ({ default: (await import('./Deliveries')).Deliveries }))
const Opened = lazy(() => import('./Opened'))

const route = getRouteApi('/app/conexoes')

export type Doing = { action: 'new' } | { action: CardAction; id: string }

export default function ChannelsScreen() {
  const { t } = useTranslation(['channels', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayAdd = useRole('admin')
  const channels = useChannels()
  const providers = useProviders().data ?? []
  const [chosen, setDoing] = useState<Doing>()
  const asked = useReconnecting(search.reconnect, channels.data, (name) => providers.find((one) => one.provider === name))
  const doing = chosen ?? asked
  const done = () => {
    setDoing(undefined)
    if (search.reconnect !== undefined) void navigate({ search: (now: ChannelsSearch) => ({ ...now, reconnect: undefined }), replace: true })
  }
  const add = (
    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setDoing({ action: 'new' })}>
      {t('new')}
    </Button>
  )
  const choose = (tab: string | null) =>
    void navigate({ search: (now: ChannelsSearch) => ({ ...now, tab: tab === 'deliveries' ? 'deliveries' : undefined }), replace: true })
  return (
    <Page title={t('title')} lead={t('lead')} actions={mayAdd && add}>
      <Tabs value={search.tab ?? 'numbers'} onChange={choose} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="numbers">{t('tabs.numbers')}</Tabs.Tab>
          <Tabs.Tab value="deliveries">{t('tabs.deliveries')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="numbers">
          <Loaded query={channels} skeleton={<Skeletons shape="cards" count={3} />}>
            {(all) => {
              const used = inUse(all)
              if (used.length === 0) {
                return (
                  <Card>
                    <EmptyState icon={IconPlugConnected} title={t('empty.title')} {...(mayAdd ? { action: add } : {})}>
                      {t('empty.text')}
                    </EmptyState>
                  </Card>
                )
              }
              // What somebody has to see to comes first.
              const sorted = [...used].sort((one, other) => Number(isBroken(other)) - Number(isBroken(one)))
              return (
                <div className={classes.cards}>
                  {sorted.map((channel) => (
                    <ChannelCard
                      key={channel.id}
                      channel={channel}
                      provider={providers.find(({ provider }) => provider === channel.provider)}
                      onAction={(action) => setDoing({ action, id: channel.id })}
                    />
                  ))}
                </div>
              )
            }}
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="deliveries">
          <Suspense fallback={<Skeletons />}>
            <Deliveries channels={channels.data ?? []} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      {doing !== undefined && (
        <Suspense>
          <Opened doing={doing} channels={channels.data ?? []} onDoing={setDoing} onClose={done} />
        </Suspense>
      )}
    </Page>
  )
}

/** *Reconectar* of the banner leads here: to the code, or to the form with the wrong key. */
function useReconnecting(
  id: string | undefined,
  channels: readonly Channel[] | undefined,
  ruleOf: (name: string) => Parameters<typeof remedyOf>[1],
): Doing | undefined {
  const channel = channels?.find((one) => one.id === id)
  const rule = channel && ruleOf(channel.provider)
  const mayEdit = useRole('admin')
  if (!channel || !rule) return undefined
  // Once the code was scanned, the number is connected and the drawer goes on to say so.
  const remedy = remedyOf(channel, rule) ?? (rule.paired_by_code ? 'pair' : undefined)
  if (remedy === 'pair') return { action: 'pair', id: channel.id }
  return remedy === 'edit' && mayEdit ? { action: 'edit', id: channel.id } : undefined
}
