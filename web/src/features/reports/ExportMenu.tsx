import '@/controls.css'
import { useEffect, useRef, useState } from 'react'
import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconDownload, IconFileSpreadsheet, IconFileText } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { exportAddress } from '@/api/reports'

/** Takes the place of the button that asked for it, and opens from there. */
export default function ExportMenu({ filters }: { filters: Parameters<typeof exportAddress>[1] }) {
  const { t } = useTranslation(['reports', 'common'])
  const [opened, setOpened] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    target.current?.focus()
    setOpened(true)
  }, [])
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={260} withinPortal={false}>
      <Menu.Target>
        <Button
          ref={target}
          variant="default"
          leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
          rightSection={<IconChevronDown size={16} aria-hidden />}
        >
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('export.label')}</Menu.Label>
        <Menu.Item component="a" href={exportAddress('xlsx', filters)} download leftSection={<IconFileSpreadsheet size={18} stroke={1.75} aria-hidden />}>
          {t('common:actions.exportXlsx')}
        </Menu.Item>
        <Menu.Item component="a" href={exportAddress('csv', filters)} download leftSection={<IconFileText size={18} stroke={1.75} aria-hidden />}>
          {t('common:actions.exportCsv')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
