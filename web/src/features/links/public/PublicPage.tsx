import '@/controls.css'
import { Button, Checkbox, NumberInput, Switch, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useChannels, type Channel } from '@/api/channels'
import { inUse } from '@/api/departments'
import { linkKinds } from '@/api/links'
import { asProblem } from '@/api/problem'
import { usePublicGenerator, useUpdatePublicGenerator, type PublicGeneratorSettings } from '@/api/publicGenerator'
import { useRole } from '@/api/session'
import { CopyButton } from '@/components/CopyButton'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { applyProblem, focusFirstError } from '@/components/problems'
import { Loaded, Skeletons } from '@/components/States'
import { toast } from '@/components/toast'
import { useFormat } from '@/format'
import { DepartmentField, TagsField } from '../LinkFields'
import { Section } from '../Section'
import { BrandField } from './BrandField'
import { changeOf, draftOf, type PublicPageDraft } from './draft'
import classes from './public.module.css'
import shared from '../links.module.css'

interface PublicPageProps {
  /** Tags of the links there are. */
  tags: readonly string[]
  /** Shows the links that were made there. */
  onMade: () => void
}

/** *Página pública*: whether strangers make links of the company, and for which numbers. */
export function PublicPage(props: PublicPageProps) {
  const settings = usePublicGenerator()
  const channels = useChannels()
  return (
    <Loaded query={settings} skeleton={<Skeletons shape="form" />}>
      {(data) => (
        <Loaded query={channels} skeleton={<Skeletons shape="form" />}>
          {(numbers) => (
            <div className={classes.columns}>
              <PageForm settings={data} channels={inUse(numbers)} tags={props.tags} />
              <Address settings={data} onMade={props.onMade} />
            </div>
          )}
        </Loaded>
      )}
    </Loaded>
  )
}

/** Where the page is, and what became of it today. */
function Address({ settings, onMade }: { settings: PublicGeneratorSettings; onMade: () => void }) {
  const { t } = useTranslation('generator')
  const { number } = useFormat()
  const { enabled, reachable, url, made_today: made, daily_limit: limit } = settings
  return (
    <Card title={t('public.address')}>
      <p className={classes.address}>{url.replace(/^https?:\/\//, '')}</p>
      {!enabled && <p className={shared.hint}>{t('public.off')}</p>}
      {enabled && !reachable && <p className={shared.warning}>{t('public.noNumber')}</p>}
      <div className={classes.buttons}>
        <CopyButton value={url} label={t('public.copy')} variant={reachable ? 'filled' : 'default'} />
        {reachable && (
          <Button component="a" href={new URL(url).pathname} target="_blank" rel="noreferrer" variant="default" leftSection={<IconExternalLink size={17} aria-hidden />}>
            {t('public.open')}
          </Button>
        )}
      </div>
      {enabled && <p className={shared.hint}>{t('public.today', { count: made, shown: number(made), limit: number(limit) })}</p>}
      <Button variant="subtle" color="gray" size="sm" className={classes.made} onClick={onMade}>
        {t('public.seeMade')}
      </Button>
    </Card>
  )
}

interface PageFormProps {
  settings: PublicGeneratorSettings
  channels: readonly Channel[]
  tags: readonly string[]
}

function PageForm({ settings, channels, tags }: PageFormProps) {
  const { t } = useTranslation(['generator', 'links', 'common'])
  const { phone } = useFormat()
  const mayChange = useRole('admin')
  const update = useUpdatePublicGenerator()
  const form = useForm<PublicPageDraft>({
    initialValues: draftOf(settings),
    validate: {
      channel_ids: (value, { enabled }) => (enabled && value.length === 0 ? t('public.needNumber') : null),
      kinds: (value) => (value.length === 0 ? t('public.needKind') : null),
      daily_limit: (value) => (Number(value) >= 1 ? null : t('common:validation.required')),
    },
  })
  const submit = form.onSubmit(
    async (values) => {
      try {
        const saved = draftOf(await update.mutateAsync(changeOf(values)))
        form.setValues(saved)
        form.resetDirty(saved)
        toast.success(t('public.saved'))
      } catch (error) {
        applyProblem(form, error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  return (
    <Card>
      <form onSubmit={submit} noValidate>
        <fieldset disabled={!mayChange} className={`${shared.form ?? ''} ${classes.all ?? ''}`}>
          {!mayChange && <p className={shared.hint}>{t('public.onlyAdmin')}</p>}
          {update.error && asProblem(update.error).errors.length === 0 && <Failure error={update.error} />}
          <Switch label={t('public.on')} description={t('public.onHint')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
          <Section title={t('public.offer')}>
            <Checkbox.Group label={t('public.numbers')} description={t('public.numbersHint')} {...form.getInputProps('channel_ids')}>
              <div className={classes.choices}>
                {channels.map(({ id, name, phone_number }) => (
                  <Checkbox key={id} value={id} label={`${name} · ${phone(phone_number)}`} />
                ))}
              </div>
            </Checkbox.Group>
            <Checkbox.Group label={t('public.kinds')} {...form.getInputProps('kinds')}>
              <div className={classes.choices}>
                {linkKinds.map((kind) => (
                  <Checkbox key={kind} value={kind} label={t(`links:kind.${kind}`)} description={t(`links:kind.${kind}Risk`)} />
                ))}
              </div>
            </Checkbox.Group>
            <Textarea label={`${t('public.sites')} (${t('common:states.optional')})`} description={t('public.sitesHint')} rows={6} {...form.getInputProps('sites')} />
          </Section>
          <Section title={t('public.made')}>
            <div className={shared.pair}>
              <DepartmentField disabled={!mayChange} {...form.getInputProps('department_id')} />
              <TagsField known={tags} disabled={!mayChange} {...form.getInputProps('tags')} />
            </div>
            <NumberInput
              className={classes.limit}
              label={t('public.limit')}
              description={t('public.limitHint')}
              min={1}
              max={5000}
              allowDecimal={false}
              allowNegative={false}
              {...form.getInputProps('daily_limit')}
            />
          </Section>
          <Section title={t('public.look')}>
            <BrandField value={form.values.colour} onChange={(colour) => form.setFieldValue('colour', colour)} />
          </Section>
          {mayChange && (
            <div className={shared.buttons}>
              <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
                {t('common:actions.save')}
              </Button>
            </div>
          )}
        </fieldset>
      </form>
    </Card>
  )
}
