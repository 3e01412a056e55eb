import { Autocomplete, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { inUse, useDepartments } from '@/api/departments'
import { DayInput } from '@/components/TypedInputs'
import { useFormat } from '@/format'
import { tidyHashtag, type LinkDraft } from './draft'
import { KindCards } from './KindCards'
import { MessageField } from './MessageField'
import { Section } from './Section'
import { SlugField } from './SlugField'
import type { Checked } from './useDraftCheck'
import { UtmFields } from './UtmFields'
import classes from './links.module.css'

/** Where companies appear; anything else may be written. */
export const usualSites = ['instagram', 'google', 'site', 'tiktok', 'email', 'flyer'] as const

interface LinkFieldsProps {
  form: UseFormReturnType<LinkDraft>
  channels: readonly Channel[]
  /** Sites and tags of the links there are. */
  sites: readonly string[]
  tags: readonly string[]
  /** What stands before an own slug. */
  base: string
  check: Checked
}

export function LinkFields({ form, channels, sites, tags, base, check }: LinkFieldsProps) {
  const { t } = useTranslation(['links', 'generator', 'common'])
  const { phone } = useFormat()
  const { values } = form
  const hashtag = values.kind === 'hashtag'
  return (
    <>
      <Section title={t('generator:section.where')}>
        <KindCards value={values.kind} onChange={(kind) => form.setFieldValue('kind', kind)} />
        <div className={classes.pair}>
          <TextInput label={t('form.name')} placeholder={t('form.namePlaceholder')} maxLength={120} {...form.getInputProps('name')} />
          <SiteField sites={sites} {...form.getInputProps('site')} />
        </div>
      </Section>
      <Section title={t('generator:section.chat')}>
        <Select
          label={t('form.channel')}
          data={channels.map(({ id, name, phone_number }) => ({ value: id, label: `${name} · ${phone(phone_number)}` }))}
          allowDeselect={false}
          {...form.getInputProps('channel_id')}
        />
        <DedicatedNumber {...form.getInputProps('dedicated_number', { type: 'checkbox' })} />
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
        <MessageField
          label={hashtag ? t('form.afterHashtag') : t('form.message')}
          description={t('form.messageHint')}
          {...form.getInputProps('message')}
          onText={(text) => form.setFieldValue('message', text)}
          sharedWith={check.sharedWith}
        />
      </Section>
      <Section title={t('generator:section.address')}>
        <div className={classes.pair}>
          <SlugField
            {...form.getInputProps('slug')}
            onText={(slug) => form.setFieldValue('slug', slug)}
            base={base}
            state={check.slugState}
            suggestion={check.suggestion}
          />
          <DayInput
            label={`${t('form.lastDay')} (${t('common:states.optional')})`}
            description={t('form.lastDayHint')}
            {...form.getInputProps('last_day')}
            value={form.values.last_day}
          />
        </div>
      </Section>
      <Section title={t('generator:section.order')}>
        <div className={classes.pair}>
          <DepartmentField {...form.getInputProps('department_id')} />
          <TagsField known={tags} {...form.getInputProps('tags')} />
        </div>
        <UtmFields form={form} />
      </Section>
    </>
  )
}

export function DedicatedNumber(props: React.ComponentProps<typeof Switch>) {
  const { t } = useTranslation('generator')
  return <Switch label={t('dedicated.label')} description={t('dedicated.hint')} {...props} />
}

export function DepartmentField(props: Partial<React.ComponentProps<typeof Select>>) {
  const { t } = useTranslation(['links', 'common'])
  const departments = inUse(useDepartments().data)
  return (
    <Select
      label={`${t('form.department')} (${t('common:states.optional')})`}
      description={t('form.departmentHint')}
      placeholder={t('form.departmentNone')}
      data={departments.map(({ id, name }) => ({ value: id, label: name }))}
      clearable
      clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
      {...props}
    />
  )
}

interface TagsFieldProps extends Partial<React.ComponentProps<typeof TagsInput>> {
  known: readonly string[]
}

export function TagsField({ known, ...rest }: TagsFieldProps) {
  const { t } = useTranslation(['generator', 'common'])
  return (
    <TagsInput
      label={`${t('tags.label')} (${t('common:states.optional')})`}
      description={t('tags.hint')}
      data={[...new Set(known)]}
      maxTags={20}
      splitChars={[',', ';', '|']}
      clearable
      clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
      {...rest}
    />
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
