import { Component, type ReactNode } from 'react'
import { Button, Group } from '@mantine/core'
import { IconMoodSad, IconMapOff, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '@/api/problem'
import { EmptyState } from '@/components/States'
import classes from './ErrorBoundary.module.css'

interface ScreenBoundaryProps {
  children: ReactNode
}

/** A screen that breaks leaves the menu standing. */
export class ScreenBoundary extends Component<ScreenBoundaryProps, { error: unknown }> {
  override state = { error: undefined as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Crashed error={this.state.error} />
  }
}

export function Crashed({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const unreachable = error instanceof ApiProblem && error.unreachable
  return (
    <div className={classes.center} role="alert">
      <EmptyState
        icon={unreachable ? IconPlugConnectedX : IconMoodSad}
        title={unreachable ? t('errors.title') : t('errors.crashed')}
        action={
          <Group gap={8} justify="center">
            <Button variant="default" component="a" href="/">
              {t('errors.goHome')}
            </Button>
            <Button onClick={() => location.reload()}>{t('actions.reload')}</Button>
          </Group>
        }
      >
        {unreachable ? t('errors.unreachable') : t('errors.crashedHint')}
      </EmptyState>
    </div>
  )
}

export function NotFound() {
  const { t } = useTranslation()
  return (
    <div className={classes.center}>
      <EmptyState
        icon={IconMapOff}
        title={t('errors.notFoundTitle')}
        action={
          <Button component="a" href="/">
            {t('errors.goHome')}
          </Button>
        }
      >
        {t('errors.notFound')}
      </EmptyState>
    </div>
  )
}
