import { useEffect } from 'react'
import { Button, Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import { useProblemText } from './problems'
import { dismissSaid } from './toast'
import classes from './FormDrawer.module.css'

interface FormDrawerProps {
  opened: boolean
  onClose: () => void
  title: string
  onSubmit: (event: React.FormEvent<HTMLFormElement>) => void
  submitLabel?: string | undefined
  busy?: boolean
  /** A refusal that found no field of its own. */
  failure?: unknown
  /** With changes that are not saved, a click beside the drawer does not throw them away. */
  dirty?: boolean
  size?: number
  /** At the right of the fields on wide windows, below them on narrow ones. */
  aside?: React.ReactNode
  children: React.ReactNode
}

/** A form at the edge of the window; its buttons stay in sight. */
export function FormDrawer(props: FormDrawerProps) {
  const { opened, onClose, title, onSubmit, submitLabel, busy = false, failure, dirty = false, size, aside, children } = props
  const { t } = useTranslation()
  useEffect(() => {
    if (opened) dismissSaid()
  }, [opened])
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      closeOnClickOutside={!dirty}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      classNames={{ content: classes.content, body: classes.body }}
      size={size ?? (aside === undefined ? 520 : 1040)}
    >
      <form onSubmit={onSubmit} noValidate className={classes.form}>
        <div className={classes.columns} data-aside={aside !== undefined || undefined}>
          <div className={classes.fields}>
            {failure !== undefined && failure !== null && <Failure error={failure} />}
            {children}
          </div>
          {aside !== undefined && <div className={classes.aside}>{aside}</div>}
        </div>
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {submitLabel ?? t('actions.save')}
          </Button>
        </div>
      </form>
    </Drawer>
  )
}

/** Why a form was not taken, where the fields alone do not tell. */
export function Failure({ error }: { error: unknown }) {
  const text = useProblemText()
  const { errors } = asProblem(error)
  return (
    <p role="alert" className={classes.failure}>
      {text(error)}
      {errors.length > 0 && <span className={classes.where}>{errors.map(({ field }) => field).join(', ')}</span>}
    </p>
  )
}
