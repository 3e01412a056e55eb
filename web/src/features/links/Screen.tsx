import '@/controls.css'
import { lazy, Suspense, useCallback } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconPlus } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { inUse } from '@/api/departments'
import { useChannels } from '@/api/channels'
import { useLinks } from '@/api/links'
import { useRole } from '@/api/session'
import { Page } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { LinkList } from './LinkList'
import { later } from './later'
import type { LinksSearch } from './search'

// The list comes first; what makes links is loaded when one is made.
const CompanyNumber = lazy(async () => ({ default: (await import('./CompanyNumber')).CompanyNumber }))
const NewLinkForm = later(async () => (await import('./NewLinkForm')).NewLinkForm)

const route = getRouteApi('/app/links')

export default function LinksScreen() {
  const { t } = useTranslation(['links', 'common'])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = useCallback(
    (next: LinksSearch, replace = true) => void navigate({ search: (now: LinksSearch) => ({ ...now, ...next }), replace }),
    [navigate],
  )
  const mayMake = useRole('admin', 'manager', 'marketing')
  const channels = useChannels()
  const links = useLinks()
  const usable = inUse(channels.data)
  const making = search.new === 'true' && mayMake
  const open = () => change({ new: 'true', like: undefined }, false)
  const like = (id: string) => change({ new: 'true', like: id }, false)
  const close = () => change({ new: undefined, like: undefined }, false)

  return (
    <Page
      title={making ? t('new.title') : t('title')}
      lead={making ? t('new.lead') : t('lead')}
      actions={
        making ? (
          <Button variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />} onClick={close}>
            {t('new.back')}
          </Button>
        ) : (
          mayMake &&
          usable.length > 0 && (
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={open}>
              {t('new.title')}
            </Button>
          )
        )
      }
    >
      <Loaded query={links} skeleton={<Skeletons />}>
        {(all) => {
          if (!mayMake) return <LinkList links={all} search={search} onSearch={change} />
          return (
            <Loaded query={channels} skeleton={<Skeletons />}>
              {() => {
                if (usable.length === 0 && all.length === 0)
                  return (
                    <Suspense fallback={<Skeletons shape="form" />}>
                      <CompanyNumber />
                    </Suspense>
                  )
                if (!making) return <LinkList links={all} search={search} onSearch={change} onNew={open} onLike={like} />
                const model = all.find((link) => link.id === search.like)
                return (
                  <Suspense fallback={<Skeletons shape="form" />}>
                    <NewLinkForm
                      key={search.like ?? 'new'}
                      channels={usable}
                      links={all}
                      like={model}
                      onDone={close}
                      onAnother={like}
                    />
                  </Suspense>
                )
              }}
            </Loaded>
          )
        }}
      </Loaded>
    </Page>
  )
}
