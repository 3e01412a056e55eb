import '@/controls.css'
import { useState } from 'react'
import { Button, Tabs } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useChannels, type Channel } from '@/api/channels'
import { inUse } from '@/api/departments'
import { useRole } from '@/api/session'
import { Card, Page } from '@/components/Page'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { ChannelCard } from './ChannelCard'
import { ChannelDrawer } from './ChannelDrawer'
import { Deliveries } from './Deliveries'
import type { ChannelsSearch } from './search'
import classes from './channels.module.css'

const route = getRouteApi('/app/conexoes')

export default function ChannelsScreen() {
  const { t } = useTranslation(['channels', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayAdd = useRole('admin')
  const channels = useChannels()
  const [open, setOpen] = useState<Channel | 'new'>()
  const add = (
    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setOpen('new')}>
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
              return (
                <div className={classes.cards}>
                  {used.map((channel) => (
                    <ChannelCard key={channel.id} channel={channel} onEdit={() => setOpen(channel)} />
                  ))}
                </div>
              )
            }}
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="deliveries">
          <Deliveries channels={channels.data ?? []} />
        </Tabs.Panel>
      </Tabs>
      {open !== undefined && (
        <ChannelDrawer
          key={open === 'new' ? 'new' : open.id}
          channel={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Page>
  )
}
