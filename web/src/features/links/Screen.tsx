import '@/controls.css'
import { lazy, Suspense, useCallback } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconPlus, IconPrinter, IconPlaylistAdd, IconUsersGroup, IconWorldWww } from '@tabler/icons-react'
import { getRouteApi, Link as RouterLink } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { inUse } from '@/api/departments'
import { useChannels, type Channel } from '@/api/channels'
import { useLinks, type Link } from '@/api/links'
import { useRole } from '@/api/session'
import { Page } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { later } from './later'
import { LinkList } from './LinkList'
import type { LinksSearch } from './search'
import classes from './links.module.css'

// The list comes first; what makes links is loaded when one is made.
const CompanyNumber = lazy(async () => ({ default: (await import('./CompanyNumber')).CompanyNumber }))
const NewLinkForm = later(async () => (await import('./NewLinkForm')).NewLinkForm)
const ManyLinks = later(async () => (await import('./many/ManyLinks')).ManyLinks)
const Sheet = later(async () => (await import('./sheet/Sheet')).Sheet)
const Site = later(async () => (await import('./site/Site')).Site)

const PublicPage = later(async () => (await import('./public/PublicPage')).PublicPage)

const route = getRouteApi('/app/links')

/** What stands in place of the list. */
type Part = 'new' | 'many' | 'sheet' | 'site' | 'public'

function partOf(search: LinksSearch, mayMake: boolean): Part | undefined {
  if (search.new !== undefined) return mayMake ? (search.new === 'many' ? 'many' : 'new') : undefined
  return search.view === 'public' && !mayMake ? undefined : search.view
}

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
  const part = partOf(search, mayMake)
  const go = (next: LinksSearch) => change({ new: undefined, like: undefined, view: undefined, ids: undefined, way: undefined, ...next }, false)
  const close = () => go({})
  const open = () => go({ new: 'true' })
  const back = (
    <Button variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />} onClick={close}>
      {t('new.back')}
    </Button>
  )
  const carriers = mayMake && (
    <RouterLink to="/links/origem" className={classes.plainLink}>
      {t('carriers')}
    </RouterLink>
  )
  const lead = (
    <>
      {t('lead')} {carriers}
    </>
  )
  const words = part === undefined ? { title: t('title'), lead } : { title: t(`${part}.title`), lead: t(`${part}.lead`) }
  const some = (links.data?.length ?? 0) > 0
  return (
    <Page
      {...words}
      actions={
        part !== undefined
          ? back
          : usable.length > 0 && (
              <>
                {some && (
                  <>
                    <Button variant="subtle" color="gray" leftSection={<IconPrinter size={17} aria-hidden />} onClick={() => go({ view: 'sheet' })}>
                      {t('sheet.title')}
                    </Button>
                    <Button variant="subtle" color="gray" leftSection={<IconWorldWww size={17} aria-hidden />} onClick={() => go({ view: 'site' })}>
                      {t('site.title')}
                    </Button>
                  </>
                )}
                {mayMake && (
                  <>
                    <Button variant="subtle" color="gray" leftSection={<IconUsersGroup size={17} aria-hidden />} onClick={() => go({ view: 'public' })}>
                      {t('public.title')}
                    </Button>
                    <Button variant="default" leftSection={<IconPlaylistAdd size={17} aria-hidden />} onClick={() => go({ new: 'many' })}>
                      {t('many.title')}
                    </Button>
                    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={open}>
                      {t('new.title')}
                    </Button>
                  </>
                )}
              </>
            )
      }
    >
      <Loaded query={links} skeleton={<Skeletons />}>
        {(all) => (
          <Suspense fallback={<Skeletons shape="form" />}>
            {part === 'sheet' ? (
              <Sheet links={all} ids={(search.ids ?? '').split(',')} />
            ) : part === 'site' ? (
              <Loaded query={channels}>{(numbers) => <Site links={all} channels={numbers} />}</Loaded>
            ) : part === 'public' ? (
              <PublicPage tags={all.flatMap((link) => link.tags)} onMade={() => go({ made_by: 'public' })} />
            ) : !mayMake ? (
              <LinkList links={all} search={search} onSearch={change} />
            ) : (
              <Loaded query={channels} skeleton={<Skeletons />}>
                {() => (
                  <Making part={part} all={all} usable={usable} search={search} change={change} go={go} />
                )}
              </Loaded>
            )}
          </Suspense>
        )}
      </Loaded>
    </Page>
  )
}

interface MakingProps {
  part: Part | undefined
  all: Link[]
  usable: readonly Channel[]
  search: LinksSearch
  change: (next: LinksSearch) => void
  go: (next: LinksSearch) => void
}

/** The list, or what makes links, for who may make them. */
function Making({ part, all, usable, search, change, go }: MakingProps) {
  const close = () => go({})
  const like = (id: string) => go({ new: 'true', like: id })
  if (usable.length === 0 && all.length === 0) return <CompanyNumber />
  if (part === undefined) return <LinkList links={all} search={search} onSearch={change} onNew={() => go({ new: 'true' })} onLike={like} />
  if (part === 'many') {
    return (
      <ManyLinks
        channels={usable}
        links={all}
        way={search.way ?? 'table'}
        onWay={(way) => change({ way })}
        onDone={close}
        onSheet={(ids) => go({ view: 'sheet', ids: ids.join(',') })}
      />
    )
  }
  return (
    <NewLinkForm
      key={search.like ?? 'new'}
      channels={usable}
      links={all}
      like={all.find((link) => link.id === search.like)}
      onDone={close}
      onAnother={like}
    />
  )
}
