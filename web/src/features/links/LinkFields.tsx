import { Autocomplete, Button, Select, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { inUse, useDepartments } from '@/api/departments'
import { useFormat } from '@/format'
import { tidyHashtag, tidySlug, type LinkDraft } from './draft'
import { KindCards } from './KindCards'
import { UtmFields } from './UtmFields'
import classes from './links.module.css'

/** Where companies appear; anything else may be written. */
export const usualSites = ['instagram', 'google', 'site', 'tiktok', 'email', 'flyer'] as const

interface LinkFieldsProps {
  form: UseFormReturnType<LinkDraft>
  channels: readonly Channel[]
  /** Sites of the links there are. */
  sites: readonly string[]
  /** What stands before an own slug. */
  base: string
  suggestion: string | undefined
  onSuggestion: () => void
}

export function LinkFields({ form, channels, sites, base, suggestion, onSuggestion }: LinkFieldsProps) {
  const { t } = useTranslation(['links', 'common'])
  const { phone, today } = useFormat()
  const departments = inUse(useDepartments().data)
  const hashtag = form.values.kind === 'hashtag'
  return (
    <>
      <KindCards value={form.values.kind} onChange={(kind) => form.setFieldValue('kind', kind)} />
      <div className={classes.pair}>
        <TextInput label={t('form.name')} placeholder={t('form.namePlaceholder')} maxLength={120} {...form.getInputProps('name')} />
        <SiteField sites={sites} {...form.getInputProps('site')} />
      </div>
      <Select
        label={t('form.channel')}
        data={channels.map(({ id, name, phone_number }) => ({ value: id, label: `${name} · ${phone(phone_number)}` }))}
        allowDeselect={false}
        {...form.getInputProps('channel_id')}
      />
      {hashtag && (
        <TextInput
          label={t('form.hashtag')}
          description={t('form.hashtagHint')}
          leftSection={<span aria-hidden>#</span>}
          placeholder={t('form.hashtagPlaceholder')}
          maxLength={100}
          {...form.getInputProps('hashtag')}
          onChange={(event) => form.setFieldValue('hashtag', tidyHashtag(event.currentTarget.value))}
        />
      )}
      <Textarea
        label={hashtag ? t('form.afterHashtag') : t('form.message')}
        description={t('form.messageHint')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={900}
        {...form.getInputProps('message')}
      />
      <div className={classes.pair}>
        <div>
          <TextInput
            label={`${t('form.slug')} (${t('common:states.optional')})`}
            description={base.replace(/^https?:\/\//, '')}
            placeholder={t('form.slugPlaceholder')}
            autoCapitalize="off"
            spellCheck={false}
            {...form.getInputProps('slug')}
            onChange={(event) => form.setFieldValue('slug', tidySlug(event.currentTarget.value))}
          />
          {suggestion !== undefined && (
            <Button variant="light" size="sm" mt={8} onClick={onSuggestion}>
              {t('form.useSlug', { slug: suggestion })}
            </Button>
          )}
        </div>
        <TextInput
          type="date"
          label={`${t('form.lastDay')} (${t('common:states.optional')})`}
          description={t('form.lastDayHint')}
          min={today()}
          {...form.getInputProps('last_day')}
        />
      </div>
      <Select
        label={`${t('form.department')} (${t('common:states.optional')})`}
        description={t('form.departmentHint')}
        placeholder={t('form.departmentNone')}
        data={departments.map(({ id, name }) => ({ value: id, label: name }))}
        clearable
        clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
        {...form.getInputProps('department_id')}
      />
      <UtmFields form={form} />
    </>
  )
}

interface SiteFieldProps extends React.ComponentProps<typeof Autocomplete> {
  sites: readonly string[]
}

export function SiteField({ sites, ...rest }: SiteFieldProps) {
  const { t } = useTranslation('links')
  const known = [...usualSites.map((key) => t(`sites.${key}`)), ...sites]
  return (
    <Autocomplete
      label={t('form.site')}
      placeholder={t('form.sitePlaceholder')}
      data={[...new Set(known)]}
      maxLength={120}
      limit={30}
      comboboxProps={{ withinPortal: false }}
      {...rest}
    />
  )
}
