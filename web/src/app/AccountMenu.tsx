import '@/controls.css'
import { Menu } from '@mantine/core'
import { IconBuilding, IconCheck, IconKeyboard, IconLogout } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe, useSignOut, useSwitchCompany } from '@/api/session'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import { Identity } from './Identity'
import { AccountButton } from './OnDemand'
import classes from './AccountMenu.module.css'

interface AccountMenuProps {
  onShortcuts: () => void
}

export default function AccountMenu({ onShortcuts }: AccountMenuProps) {
  const { t } = useTranslation('shell')
  return (
    <Menu defaultOpened position="right-end" width={276} offset={30} withinPortal={false}>
      <Menu.Target>
        <AccountButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label p={0}>
          <Identity />
        </Menu.Label>
        <Menu.Divider />
        <CompanyItems />
        <Menu.Item leftSection={<IconKeyboard size={18} aria-hidden />} rightSection={<kbd className={classes.key}>?</kbd>} onClick={onShortcuts}>
          {t('account.shortcuts')}
        </Menu.Item>
        <SignOutItem />
      </Menu.Dropdown>
    </Menu>
  )
}

function CompanyItems() {
  const { t } = useTranslation('shell')
  const me = useMe()
  const switchCompany = useSwitchCompany()
  const text = useProblemText()
  if (me.companies.length < 2) return null
  return (
    <>
      <Menu.Label>{t('account.switch')}</Menu.Label>
      {me.companies.map((company) => {
        const current = company.company_id === me.company.id
        return (
          <Menu.Item
            key={company.company_id}
            leftSection={<IconBuilding size={18} aria-hidden />}
            rightSection={current ? <IconCheck size={16} aria-label={t('account.current')} /> : null}
            disabled={current}
            onClick={() => switchCompany.mutate(company.company_id, { onError: (error) => toast.error(text(error)) })}
          >
            {company.name}
          </Menu.Item>
        )
      })}
      <Menu.Divider />
    </>
  )
}

function SignOutItem() {
  const { t } = useTranslation('shell')
  const signOut = useSignOut()
  const text = useProblemText()
  return (
    <Menu.Item
      leftSection={<IconLogout size={18} aria-hidden />}
      onClick={() => signOut.mutate(undefined, { onError: (error) => toast.error(text(error)) })}
    >
      {t('account.signOut')}
    </Menu.Item>
  )
}
