import { IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { EntryIdentifier } from '@/api/identifiers'
import { CopyButton } from '@/components/CopyButton'
import classes from './identifiers.module.css'

const shown = (address: string) => address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')

/** The identifier as a link: the ad or post, or the short address with a button that copies it. */
export function Address({ row }: { row: Pick<EntryIdentifier, 'short_url' | 'source_url' | 'key'> }) {
  const { t } = useTranslation('identifiers')
  const address = row.short_url ?? row.source_url
  if (!address) return <span className={classes.key}>{row.key}</span>
  return (
    <span className={classes.address}>
      {/* Only web addresses: a card's address is written by whoever made the ad. */}
      {/^https?:\/\//i.test(address) ? (
        <a href={address} target="_blank" rel="noopener noreferrer nofollow" className={classes.open} aria-label={t('openOf', { address: shown(address) })}>
          <span>{shown(address)}</span>
          <IconExternalLink size={13} aria-hidden />
        </a>
      ) : (
        <span className={classes.key}>{address}</span>
      )}
      {row.short_url && <CopyButton value={row.short_url} compact />}
    </span>
  )
}
