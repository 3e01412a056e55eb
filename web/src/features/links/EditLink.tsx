import { Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useUpdateLink, type Link } from '@/api/links'
import { asProblem } from '@/api/problem'
import { FormDrawer } from '@/components/FormDrawer'
import { applyProblem, focusFirstError } from '@/components/problems'
import { toast } from '@/components/toast'
import { emptyUtm, messageOf, splitHashtag, utmOf, type Utm } from './draft'
import { SiteField } from './LinkFields'
import { Bubble } from './Preview'
import { UtmFields } from './UtmFields'
import classes from './links.module.css'

interface EditLinkProps {
  link: Link
  sites: readonly string[]
  onClose: () => void
}

/** Name, site, message and UTM. Number, kind, hashtag and address stay, so that what is printed stays true. */
export function EditLink({ link, sites, onClose }: EditLinkProps) {
  const { t } = useTranslation(['links', 'common'])
  const update = useUpdateLink()
  const parts = link.kind === 'hashtag' ? splitHashtag(link.message) : { hashtag: '', message: link.message }
  const required = (value: string) => (value.trim() === '' ? t('common:validation.required') : null)
  const form = useForm({
    initialValues: { name: link.name, site: link.site, message: parts.message, utm: { ...emptyUtm, ...link.utm } as Utm },
    validate: { name: required, site: required },
  })
  const whole = messageOf({ kind: link.kind, hashtag: parts.hashtag, message: form.values.message })
  const submit = form.onSubmit(
    async ({ name, site, utm }) => {
      try {
        await update.mutateAsync({ id: link.id, change: { name: name.trim(), site: site.trim(), message: whole, utm: utmOf(utm) } })
        toast.success(t('edit.done'))
        onClose()
      } catch (error) {
        applyProblem(form, error)
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
      <Textarea
        label={link.kind === 'hashtag' ? t('form.afterHashtag') : t('form.message')}
        {...(link.kind === 'hashtag' ? { description: t('edit.hashtagFixed', { hashtag: parts.hashtag }) } : {})}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={900}
        {...form.getInputProps('message')}
      />
      <Bubble text={whole} coded={link.kind === 'tracked'} />
      <UtmFields form={form} />
    </FormDrawer>
  )
}
