import { Button } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRetryMedia, type Media } from '@/api/media'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import { kindIcon, useKindName } from '../../kinds'
import { formatBytes } from './bytes'
import { frameOf } from './Picture'
import classes from './media.module.css'

/** In the place of a file that is not here: on its way, or why it never came. */
export function NoMedia({ media, kind }: { media: Media; kind: string }) {
  const { t } = useTranslation(['thread', 'common'])
  const { locale } = useFormat()
  const kindName = useKindName()
  const Symbol = kindIcon(kind)
  const size = media.size_bytes === null ? undefined : formatBytes(media.size_bytes, locale)
  if (media.state === 'waiting') {
    const pictured = kind === 'image' || kind === 'video'
    const frame = frameOf(media)
    return (
      <div className={classes.waiting} data-kind={kind} role="status" style={pictured ? { width: frame.width, aspectRatio: `${frame.width} / ${frame.height}` } : undefined}>
        <Symbol size={24} stroke={1.6} aria-hidden />
        <span>
          {t('media.waiting', { what: kindName(kind) })}
          {size !== undefined && <span className={classes.size}>{size}</span>}
        </span>
      </div>
    )
  }
  const state = media.state === 'ready' ? 'failed' : media.state
  return (
    <div className={classes.missing}>
      <span className={classes.missingSign} aria-hidden>
        <IconAlertTriangle size={18} stroke={1.8} />
      </span>
      <div className={classes.missingWords}>
        <strong>{t(`media.state.${state}`, { what: media.file_name ?? kindName(kind) })}</strong>
        <span>
          {t(`media.why.${state}`)}
          {size !== undefined && state === 'too_large' && ` ${t('media.sizeIs', { size })}`}
          {media.reason !== null && media.reason !== '' && <span className={classes.reason}>{media.reason}</span>}
        </span>
        <Again id={media.id} />
      </div>
    </div>
  )
}

function Again({ id }: { id: string }) {
  const { t } = useTranslation('common')
  const retry = useRetryMedia()
  const problemText = useProblemText()
  return (
    <Button
      variant="default"
      size="compact-sm"
      className={classes.again}
      loading={retry.isPending}
      leftSection={<IconRefresh size={15} aria-hidden />}
      onClick={() => retry.mutate(id, { onError: (error) => toast.error(problemText(error)) })}
    >
      {t('actions.retry')}
    </Button>
  )
}
