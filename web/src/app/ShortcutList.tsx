import '@/controls.css'
import { useSyncExternalStore } from 'react'
import { Kbd, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { shortcutsNow, watchShortcuts, type Shortcut } from '@/components/shortcuts'
import classes from './ShortcutList.module.css'

interface ShortcutListProps {
  opened: boolean
  onClose: () => void
}

export default function ShortcutList({ opened, onClose }: ShortcutListProps) {
  const { t } = useTranslation(['shell', 'common'])
  const shortcuts = useSyncExternalStore(watchShortcuts, shortcutsNow)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      size={520}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <p className={classes.lead}>{t('shortcuts.lead')}</p>
      {(['screen', 'general'] as const).map((group) => (
        <Group key={group} title={t(`shortcuts.${group}`)} shortcuts={shortcuts.filter((one) => one.group === group)} />
      ))}
    </Modal>
  )
}

function Group({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }) {
  if (shortcuts.length === 0) return null
  return (
    <section>
      <h3 className={classes.heading}>{title}</h3>
      <dl className={classes.list}>
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className={classes.row}>
            <dt>{label}</dt>
            <dd>
              {keys.split('+').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
