import { useEffect } from 'react'
import { Button, Modal } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useOwnClicksAddress } from '@/api/generator'
import { CopyButton } from '@/components/CopyButton'
import { InlineError, Skeletons } from '@/components/States'
import { useFormat } from '@/format'
import { Qr } from '../Qr'
import classes from './detail.module.css'

/** *Ignorar meus cliques*: an address to be opened once in every browser of ours. */
export function OwnClicks({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['generator', 'common'])
  const { dateTime } = useFormat()
  const { data, error, mutate } = useOwnClicksAddress()
  useEffect(() => mutate(undefined), [mutate])
  return (
    <Modal opened onClose={onClose} title={t('own.title')} size={520} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <p className={classes.text}>{t('own.text')}</p>
      {error ? (
        <InlineError error={error} onRetry={() => mutate(undefined)} />
      ) : data === undefined ? (
        <Skeletons shape="form" count={2} />
      ) : (
        <div className={classes.own}>
          <Qr value={data.url} label={t('own.qr')} size={150} />
          <div className={classes.ownWords}>
            <Button component="a" href={data.url} target="_blank" rel="noreferrer" leftSection={<IconExternalLink size={17} aria-hidden />}>
              {t('own.here')}
            </Button>
            <CopyButton value={data.url} label={t('own.copy')} />
            <p className={classes.quiet}>{t('own.until', { moment: dateTime(data.expires_at) })}</p>
          </div>
        </div>
      )}
    </Modal>
  )
}
