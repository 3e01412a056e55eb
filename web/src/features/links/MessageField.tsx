import { useRef } from 'react'
import { Button, Textarea } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { variables } from './draft'
import classes from './links.module.css'

interface MessageFieldProps extends React.ComponentProps<typeof Textarea> {
  value?: string
  onText: (text: string) => void
  /** Names of other links in use with the same text. */
  sharedWith: readonly string[]
}

/** The prefilled text, with what can be put into it, and what a text of several links is worth. */
export function MessageField({ onText, sharedWith, ...rest }: MessageFieldProps) {
  const { t } = useTranslation('generator')
  const field = useRef<HTMLTextAreaElement>(null)
  const put = (variable: string) => {
    const text = rest.value ?? ''
    const from = field.current?.selectionStart ?? text.length
    const to = field.current?.selectionEnd ?? text.length
    onText(`${text.slice(0, from)}{${variable}}${text.slice(to)}`)
    const behind = from + variable.length + 2
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(behind, behind)
    })
  }
  return (
    <div>
      <Textarea
        ref={field}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={900}
        {...rest}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <div className={classes.variables} role="group" aria-label={t('variables.label')}>
        <span aria-hidden>{t('variables.label')}</span>
        {variables.map((variable) => (
          <Button
            key={variable}
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            title={t(`variables.${variable}Hint`)}
            onClick={() => put(variable)}
          >
            {t(`variables.${variable}`)}
          </Button>
        ))}
      </div>
      <div role="status">
        {sharedWith.length > 0 && (
          <p className={classes.warning}>
            {t('shared', { count: sharedWith.length, names: sharedWith.slice(0, 3).join(', '), more: sharedWith.length - 3 })}
            {sharedWith.length > 3 && ` ${t('sharedMore', { count: sharedWith.length - 3 })}`} {t('sharedWhy')}
          </p>
        )}
      </div>
    </div>
  )
}
