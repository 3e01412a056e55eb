import { IconArchive, IconArrowBackUp, IconBrandWhatsapp, IconCopyPlus, IconEdit, IconQrcode } from '@tabler/icons-react'
import { Link as RouterLink } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Link } from '@/api/links'
import { OriginChip } from '@/components/Chips'
import { copyText, CopyButton } from '@/components/CopyButton'
import type { Column } from '@/components/DataTable'
import { RowMenu, type RowAction } from '@/components/RowMenu'
import { toast } from '@/components/toast'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import classes from './links.module.css'

export interface LinkActions {
  mayChange: boolean
  onEdit: (link: Link) => void
  onQr: (link: Link) => void
  onArchive: (link: Link) => void
  onRestore: (link: Link) => void
  onLike: ((id: string) => void) | undefined
}

const shown = (address: string) => address.replace(/^https?:\/\//, '')

function Name({ link }: { link: Link }) {
  const { t } = useTranslation('links')
  const ended = link.expires_at !== null && Date.parse(link.expires_at) < Date.now()
  return (
    <span className={classes.name}>
      <RouterLink to="/links/$id" params={{ id: link.id }} className={classes.nameButton}>
        {link.name}
      </RouterLink>
      {ended && <Tone tone="warning">{t('ended')}</Tone>}
      {link.made_by === 'public' && <Tone tone="quiet">{t('madePublic')}</Tone>}
    </span>
  )
}

function ShortAddress({ link }: { link: Link }) {
  const { t } = useTranslation('links')
  return (
    <span className={classes.short}>
      <span className={classes.shortText} title={shown(link.short_url)}>
        /l/{link.slug}
      </span>
      <CopyButton compact value={link.short_url} label={t('copyOf', { name: link.name })} />
    </span>
  )
}

function Clicks({ link }: { link: Link }) {
  const { t } = useTranslation('links')
  const { number } = useFormat()
  const apart = link.clicks_raw - link.clicks
  const text = t('clicksApart', { raw: number(link.clicks_raw), apart: number(apart) })
  if (apart <= 0) return <span>{number(link.clicks)}</span>
  return (
    <button type="button" className={classes.figure} title={text} aria-label={`${number(link.clicks)}. ${text}`}>
      {number(link.clicks)}
    </button>
  )
}

function Conversations({ link }: { link: Link }) {
  const { t } = useTranslation('links')
  const { number } = useFormat()
  if (link.conversations === 0) return <span>0</span>
  return (
    <RouterLink
      to="/atendimentos"
      search={{ entry_identifier_id: link.identifier_id, counted: 'true' } as never}
      aria-label={t('openConversations', { count: link.conversations, shown: number(link.conversations), name: link.name })}
    >
      {number(link.conversations)}
    </RouterLink>
  )
}

/** Conversations by clicks; a hashtag is written by people who opened no link, so nothing can be said of it. */
const shareOf = ({ kind, clicks, conversations }: Link) => (kind === 'hashtag' || clicks === 0 ? null : conversations / clicks)

function Conversion({ link }: { link: Link }) {
  const { t } = useTranslation('links')
  const { percent } = useFormat()
  const share = shareOf(link)
  if (share === null) {
    return (
      <span className={classes.quiet} {...(link.kind === 'hashtag' && { title: t('noConversion') })}>
        —
      </span>
    )
  }
  return (
    <span className={classes.conversion}>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      {percent(share, 0)}
    </span>
  )
}

function LinkMenu({ link, actions }: { link: Link; actions: LinkActions }) {
  const { t } = useTranslation(['links', 'common'])
  const copyDirect = async () => {
    if (await copyText(link.whatsapp_url)) toast.success(t('directCopied'))
  }
  const entries: (RowAction | false)[] = [
    actions.mayChange && { key: 'edit', label: t('common:actions.edit'), icon: IconEdit, run: () => actions.onEdit(link) },
    { key: 'qr', label: t('qr.title'), icon: IconQrcode, run: () => actions.onQr(link) },
    { key: 'direct', label: t('copyDirect'), icon: IconBrandWhatsapp, run: () => void copyDirect() },
    actions.onLike !== undefined && { key: 'like', label: t('made.another'), icon: IconCopyPlus, run: () => actions.onLike?.(link.id) },
    actions.mayChange &&
      (link.archived_at === null
        ? { key: 'archive', label: t('common:actions.archive'), icon: IconArchive, run: () => actions.onArchive(link) }
        : { key: 'restore', label: t('common:actions.restore'), icon: IconArrowBackUp, run: () => actions.onRestore(link) }),
  ]
  return <RowMenu label={t('moreOf', { name: link.name })} actions={entries.filter((entry) => entry !== false)} />
}

function Kind({ link }: { link: Link }) {
  const { t } = useTranslation('links')
  return <OriginChip kind={link.kind === 'hashtag' ? 'hashtag' : 'link'} label={t(`kind.${link.kind}Short`)} />
}

export function useLinkColumns(actions: LinkActions): Column<Link>[] {
  const { t } = useTranslation('links')
  const { date } = useFormat()
  const right = 'right' as const
  return [
    { key: 'name', header: t('columns.name'), sortValue: (link) => link.name, render: (link) => <Name link={link} /> },
    { key: 'site', header: t('columns.site'), sortValue: (link) => link.site, render: (link) => <span className={classes.site}>{link.site}</span> },
    { key: 'kind', header: t('columns.kind'), render: (link) => <Kind link={link} /> },
    { key: 'address', header: t('columns.address'), render: (link) => <ShortAddress link={link} /> },
    { key: 'clicks', header: t('columns.clicks'), align: right, sortValue: (link) => link.clicks, render: (link) => <Clicks link={link} /> },
    { key: 'conversations', header: t('columns.conversations'), align: right, sortValue: (link) => link.conversations, render: (link) => <Conversations link={link} /> },
    { key: 'conversion', header: t('columns.conversion'), sortValue: shareOf, render: (link) => <Conversion link={link} /> },
    { key: 'created', header: t('columns.created'), align: right, sortValue: (link) => link.created_at, render: (link) => date(link.created_at) },
    { key: 'more', header: t('columns.more'), shortHeader: '', align: right, width: 54, render: (link) => <LinkMenu link={link} actions={actions} /> },
  ]
}

/** A link on a phone. */
export function LinkCard({ link, actions }: { link: Link; actions: LinkActions }) {
  const { t } = useTranslation('links')
  return (
    <div className={classes.linkCard}>
      <div className={classes.linkCardHead}>
        <Name link={link} />
        <LinkMenu link={link} actions={actions} />
      </div>
      <div className={classes.linkCardLine}>
        <span className={classes.quiet}>{link.site}</span>
        <Kind link={link} />
      </div>
      <ShortAddress link={link} />
      <dl className={classes.figures}>
        <dt>{t('columns.clicks')}</dt>
        <dd>
          <Clicks link={link} />
        </dd>
        <dt>{t('columns.conversations')}</dt>
        <dd>
          <Conversations link={link} />
        </dd>
        <dt>{t('columns.conversion')}</dt>
        <dd>
          <Conversion link={link} />
        </dd>
      </dl>
    </div>
  )
}
