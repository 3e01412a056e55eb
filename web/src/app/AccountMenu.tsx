import { Menu, UnstyledButton } from '@mantine/core'
import { IconBuilding, IconCheck, IconKeyboard, IconLogout } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe, useSignOut, useSwitchCompany } from '@/api/session'
import { PersonAvatar } from '@/components/Person'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import classes from './AccountMenu.module.css'

interface AccountMenuProps {
  onShortcuts: () => void
}

export function AccountMenu({ onShortcuts }: AccountMenuProps) {
  const { t } = useTranslation('shell')
  const me = useMe()
  return (
    <Menu position="right-end" width={276} offset={30} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={t('account.open', { name: me.user.name })} title={me.user.name}>
          <PersonAvatar name={me.user.name} size={38} />
        </UnstyledButton>
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

export function Identity() {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <div className={classes.identity}>
      <PersonAvatar name={me.user.name} size={40} />
      <div className={classes.words}>
        <strong>{me.user.name}</strong>
        <span>{me.user.email}</span>
        <span>
          {t(`role.${me.user.role}`)} · {me.company.name}
        </span>
      </div>
    </div>
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
        const current = company.id === me.company.id
        return (
          <Menu.Item
            key={company.id}
            leftSection={<IconBuilding size={18} aria-hidden />}
            rightSection={current ? <IconCheck size={16} aria-label={t('account.current')} /> : null}
            disabled={current}
            onClick={() => switchCompany.mutate(company.id, { onError: (error) => toast.error(text(error)) })}
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
