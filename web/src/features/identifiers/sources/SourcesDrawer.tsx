import '@/controls.css'
import { Drawer, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ApiNames } from './ApiNames'
import { FileNames } from './FileNames'
import classes from './sources.module.css'

interface SourcesDrawerProps {
  part: 'file' | 'api'
  onPart: (part: 'file' | 'api') => void
  onClose: () => void
}

/** *De onde vêm os nomes*: a file of the Ads Manager, or the Marketing API. */
export default function SourcesDrawer({ part, onPart, onClose }: SourcesDrawerProps) {
  const { t } = useTranslation(['identifiers', 'common'])
  return (
    <Drawer opened onClose={onClose} title={t('sources.title')} size={760} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <div className={classes.drawer}>
        <p className={classes.lead}>{t('sources.lead')}</p>
        <SegmentedControl
          aria-label={t('sources.way')}
          value={part}
          onChange={(value) => onPart(value as 'file' | 'api')}
          data={[
            { value: 'file', label: t('sources.file') },
            { value: 'api', label: t('sources.api') },
          ]}
        />
        {part === 'file' ? <FileNames /> : <ApiNames />}
      </div>
    </Drawer>
  )
}
