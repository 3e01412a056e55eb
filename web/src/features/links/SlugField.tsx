import { Button, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LinkCheck } from '@/api/generator'
import { tidySlug } from './draft'
import classes from './links.module.css'

interface SlugFieldProps extends React.ComponentProps<typeof TextInput> {
  value?: string
  onText: (slug: string) => void
  /** What stands before it. */
  base: string
  state: LinkCheck['slug_state']
  suggestion: string | null
}

/** An own end of the address: whether it is free is told while it is typed. */
export function SlugField({ onText, base, state, suggestion, ...rest }: SlugFieldProps) {
  const { t } = useTranslation(['links', 'generator', 'common'])
  const free = state === 'free'
  return (
    <div>
      <TextInput
        label={`${t('form.slug')} (${t('common:states.optional')})`}
        description={base.replace(/^https?:\/\//, '')}
        placeholder={t('form.slugPlaceholder')}
        autoCapitalize="off"
        spellCheck={false}
        {...rest}
        onChange={(event) => onText(tidySlug(event.currentTarget.value))}
      />
      <div role="status" className={classes.slugState}>
        {state !== null && (
          <span data-free={free || undefined}>
            {free ? <IconCheck size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
            {t(`generator:slug.${state}`)}
          </span>
        )}
        {!free && suggestion !== null && suggestion !== rest.value && (
          <Button variant="light" size="compact-sm" onClick={() => onText(suggestion)}>
            {t('form.useSlug', { slug: suggestion })}
          </Button>
        )}
      </div>
    </div>
  )
}
