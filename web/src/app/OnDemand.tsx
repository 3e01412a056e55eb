import { Suspense, useState, type ComponentProps } from 'react'
import { UnstyledButton } from '@mantine/core'
import { IconAdjustments } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/session'
import { initialsOf, PersonAvatar } from '@/components/Person'
import type { MenuEntry } from './menu'
import accountClasses from './AccountMenu.module.css'
import classes from './Rail.module.css'

interface OnDemandProps {
  /** Stands there until it is pressed, and while the rest is on its way. */
  button: (open: () => void) => React.ReactNode
  /** Arrives opened, and brings its own button. */
  content: () => React.ReactNode
}

/** Pop-up menus weigh as much as the rest of the shell: they are loaded when first pressed. */
export function OnDemand({ button, content }: OnDemandProps) {
  const [wanted, setWanted] = useState(false)
  const waiting = button(() => setWanted(true))
  return wanted ? <Suspense fallback={waiting}>{content()}</Suspense> : waiting
}

export function AccountButton({ className, ...props }: ComponentProps<typeof UnstyledButton<'button'>>) {
  const { t } = useTranslation('shell')
  const { name } = useMe()
  return (
    <UnstyledButton
      aria-haspopup="menu"
      className={[accountClasses.target, className].filter(Boolean).join(' ')}
      // The visible letters come first, so that voice control finds it.
      aria-label={`${initialsOf(name)} — ${t('account.open', { name })}`}
      title={name}
      {...props}
    >
      <PersonAvatar name={name} size={38} />
    </UnstyledButton>
  )
}

type ManageButtonProps = ComponentProps<typeof UnstyledButton<'button'>> & { entries: readonly MenuEntry[] }

export function ManageButton({ entries, className, ...props }: ManageButtonProps) {
  const { t } = useTranslation('shell')
  const path = useRouterState({ select: (state) => state.location.pathname })
  const inside = entries.some((entry) => path.startsWith(entry.path))
  return (
    <UnstyledButton
      aria-haspopup="menu"
      className={[classes.link, className].filter(Boolean).join(' ')}
      data-status={inside ? 'active' : undefined}
      {...props}
    >
      <span className={classes.pill}>
        <IconAdjustments size={21} stroke={1.75} aria-hidden />
      </span>
      <span className={classes.label}>{t('menu.manage')}</span>
    </UnstyledButton>
  )
}
