import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useUpdateLink, type Link } from '@/api/links'
import { asProblem } from '@/api/problem'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { useFormat } from '@/format'
import { isDay } from '@/format/typed'
import { DayInput } from '@/components/TypedInputs'
import { toast } from '@/components/toast'
import { emptyUtm, endOfDay, messageOf, splitHashtag, utmOf, withVariables, type Utm } from './draft'
import { DedicatedNumber, DepartmentField, SiteField, TagsField } from './LinkFields'
import { MessageField } from './MessageField'
import { Bubble } from './Preview'
import { useDraftCheck } from './useDraftCheck'
import { UtmFields } from './UtmFields'
import classes from './links.module.css'

interface EditLinkProps {
  link: Link
  sites: readonly string[]
  tags: readonly string[]
  onClose: () => void
}

/** What may change: everything but number, kind, hashtag and address, so that what is printed stays true. */
export function EditLink({ link, sites, tags, onClose }: EditLinkProps) {
  const { t } = useTranslation(['links', 'common'])
  const { dayOf, timeZone } = useFormat()
  const update = useUpdateLink()
  const parts = link.kind === 'hashtag' ? splitHashtag(link.message) : { hashtag: '', message: link.message }
  const required = (value: string) => (value.trim() === '' ? t('common:validation.required') : null)
  const form = useForm({
    initialValues: {
      name: link.name,
      site: link.site,
      message: parts.message,
      utm: { ...emptyUtm, ...link.utm } as Utm,
      department_id: link.department_id,
      tags: [...link.tags],
      last_day: link.expires_at === null ? '' : dayOf(link.expires_at),
      dedicated_number: link.dedicated_number,
    },
    validate: {
      name: required,
      site: required,
      last_day: (value) => (value === '' || isDay(value) ? null : t('common:validation.date')),
    },
  })
  const whole = withVariables(messageOf({ kind: link.kind, hashtag: parts.hashtag, message: form.values.message }), form.values)
  const check = useDraftCheck(whole, '', link.id)
  const submit = form.onSubmit(
    async ({ name, site, utm, department_id, tags: chosen, last_day, dedicated_number }) => {
      const change = {
        name: name.trim(),
        site: site.trim(),
        message: whole,
        utm: utmOf(utm),
        tags: chosen,
        dedicated_number,
        department_id: department_id ?? '',
        // A day that was not touched keeps its second.
        ...(form.isDirty('last_day') ? { expires_at: last_day === '' ? '' : endOfDay(last_day, timeZone) } : {}),
      }
      try {
        await update.mutateAsync({ id: link.id, change })
        toast.success(t('edit.done'))
        onClose()
      } catch (error) {
        applyProblem(form, error, { expires_at: 'last_day' })
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const problem = update.error ? asProblem(update.error) : undefined
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t('edit.title')}
      onSubmit={submit}
      busy={update.isPending}
      dirty={form.isDirty()}
      failure={problem?.errors.length === 0 ? problem : undefined}
    >
      <p className={classes.fixed}>
        <strong>{link.short_url.replace(/^https?:\/\//, '')}</strong>
        <span>{t('edit.fixed')}</span>
      </p>
      <TextInput label={t('form.name')} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <SiteField sites={sites} {...form.getInputProps('site')} />
      <MessageField
        label={link.kind === 'hashtag' ? t('form.afterHashtag') : t('form.message')}
        {...(link.kind === 'hashtag' ? { description: t('edit.hashtagFixed', { hashtag: parts.hashtag }) } : {})}
        {...form.getInputProps('message')}
        onText={(text) => form.setFieldValue('message', text)}
        sharedWith={check.sharedWith}
      />
      <Bubble text={whole} coded={link.kind === 'tracked'} />
      <DedicatedNumber {...form.getInputProps('dedicated_number', { type: 'checkbox' })} />
      <DepartmentField {...form.getInputProps('department_id')} />
      <TagsField known={tags} {...form.getInputProps('tags')} />
      <DayInput
        label={`${t('form.lastDay')} (${t('common:states.optional')})`}
        description={t('form.lastDayHint')}
        {...form.getInputProps('last_day')}
        value={form.values.last_day}
      />
      <UtmFields form={form} />
    </FormDrawer>
  )
}
