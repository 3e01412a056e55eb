import { useState } from 'react'
import { Button, Input, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import { useMakePublicLink, type PublicLink, type PublicPage } from '@/api/publicGenerator'
import { FormFailure } from '@/components/GuestFrame'
import { applyProblem, focusFirstError, useProblemText } from '@/components/problems'
import { useFormat } from '@/format'
import { ChatPreview } from './ChatPreview'
import { emptyDraft, filledIn, isHashtag, messageOf, newPublicLink, tidyHashtag, tidySlug, type PublicDraft } from './draft'
import { KindChoice } from './KindChoice'
import classes from './publicGenerator.module.css'

interface MakeFormProps {
  company: string
  page: PublicPage
  onMade: (link: PublicLink) => void
}

export function MakeForm({ company, page, onMade }: MakeFormProps) {
  const { t } = useTranslation(['publicGenerator', 'common'])
  const problemText = useProblemText()
  const make = useMakePublicLink(company)
  const [suggestion, setSuggestion] = useState<string>()
  const required = (value: string) => (value.trim() === '' ? t('common:validation.required') : null)
  const form = useForm<PublicDraft>({
    initialValues: emptyDraft(page, t('form.messageDefault')),
    validate: {
      name: required,
      site: required,
      hashtag: (value, { kind }) => (kind === 'hashtag' && !isHashtag(tidyHashtag(value)) ? t('form.hashtagMissing') : null),
    },
  })
  const refuse = (error: unknown, { kind, slug }: PublicDraft) => {
    const problem = asProblem(error)
    const current = problem.body.current as { suggestion?: unknown } | undefined
    const near = problem.errors.some(({ code }) => code === 'reserved') ? `${slug.trim()}-1` : current?.suggestion
    setSuggestion(typeof near === 'string' ? near : undefined)
    if (problem.code === 'slug_taken') {
      form.setErrors({ slug: t('form.slugTaken') })
      focusFirstError(form, ['slug'])
      return
    }
    applyProblem(form, error, kind === 'hashtag' ? { message: 'hashtag' } : {})
  }
  const submit = form.onSubmit(
    async (values) => {
      try {
        onMade(await make.mutateAsync(newPublicLink(values)))
      } catch (error) {
        refuse(error, values)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const problem = make.error ? asProblem(make.error) : undefined
  const ofWhole = problem && problem.errors.length === 0 && problem.code !== 'slug_taken'
  return (
    <div className={classes.columns}>
      <form onSubmit={submit} noValidate className={classes.card} aria-label={t('title')}>
        {ofWhole && <FormFailure>{problem.code === 'too_many' ? t('tooMany') : problemText(problem)}</FormFailure>}
        <TextInput
          label={t('form.name')}
          description={t('form.nameHint')}
          placeholder={t('form.namePlaceholder')}
          maxLength={120}
          autoComplete="name"
          {...form.getInputProps('name')}
        />
        <NumberField page={page} {...form.getInputProps('channel_id')} />
        <KindChoice kinds={page.kinds} value={form.values.kind} onChange={(kind) => form.setFieldValue('kind', kind)} />
        <SiteField sites={page.sites} {...form.getInputProps('site')} />
        {form.values.kind === 'hashtag' && (
          <TextInput
            label={t('form.hashtag')}
            description={t('form.hashtagHint')}
            leftSection={<span aria-hidden>#</span>}
            placeholder={t('form.hashtagPlaceholder')}
            maxLength={100}
            autoCapitalize="characters"
            {...form.getInputProps('hashtag')}
            onChange={(event) => form.setFieldValue('hashtag', tidyHashtag(event.currentTarget.value))}
          />
        )}
        <Textarea
          label={form.values.kind === 'hashtag' ? t('form.afterHashtag') : t('form.message')}
          description={t('form.messageHint')}
          rows={3}
          maxLength={900}
          {...form.getInputProps('message')}
        />
        <SlugField
          {...form.getInputProps('slug')}
          suggestion={form.errors.slug ? suggestion : undefined}
          onText={(slug) => form.setFieldValue('slug', slug)}
        />
        <Button type="submit" variant="filled" fullWidth loading={make.isPending}>
          {t('form.submit')}
        </Button>
      </form>
      <ChatPreview company={page.company} text={filledIn(messageOf(form.values), form.values, t('preview.you'))} coded={form.values.kind === 'tracked'} />
    </div>
  )
}

/** What shows that a field opens a list. */
const arrow = { rightSection: <IconChevronDown size={17} aria-hidden />, rightSectionPointerEvents: 'none' } as const

type FieldProps = Pick<React.ComponentProps<typeof TextInput>, 'error' | 'onChange' | 'onBlur' | 'onFocus'> & { value?: string }

/** With one number there is nothing to choose, but everybody sees where the link will lead. */
function NumberField({ page, error, ...rest }: FieldProps & { page: PublicPage; onChange?: unknown }) {
  const { t } = useTranslation('publicGenerator')
  const { phone } = useFormat()
  const [first] = page.numbers
  if (page.numbers.length === 1 && first) {
    return (
      <p className={classes.number}>
        <span className={classes.label}>{t('form.number')}</span>
        {phone(first.phone_number)}
      </p>
    )
  }
  return (
    <Input.Wrapper label={t('form.number')} error={error}>
      <Input component="select" size="md" {...arrow} {...(rest as object)}>
        {page.numbers.map(({ id, phone_number }) => (
          <option key={id} value={id}>
            {phone(phone_number)}
          </option>
        ))}
      </Input>
    </Input.Wrapper>
  )
}

const usualSites = ['seller', 'store', 'instagram', 'flyer', 'site'] as const

/** The company's sites to choose from; where it names none, anything may be written. */
function SiteField({ sites, error, ...rest }: FieldProps & { sites: readonly string[] }) {
  const { t } = useTranslation('publicGenerator')
  if (sites.length > 0) {
    return (
      <Input.Wrapper label={t('form.site')} description={t('form.siteHint')} error={error}>
        <Input component="select" size="md" {...arrow} {...(rest as object)}>
          <option value="" disabled>
            {t('form.siteChoose')}
          </option>
          {sites.map((site) => (
            <option key={site} value={site}>
              {site}
            </option>
          ))}
        </Input>
      </Input.Wrapper>
    )
  }
  return (
    <>
      <TextInput label={t('form.site')} description={t('form.siteHint')} placeholder={t('form.sitePlaceholder')} list="usual-sites" maxLength={120} error={error} {...rest} />
      <datalist id="usual-sites">
        {usualSites.map((site) => (
          <option key={site} value={t(`sites.${site}`)} />
        ))}
      </datalist>
    </>
  )
}

interface SlugFieldProps extends FieldProps {
  suggestion: string | undefined
  onText: (slug: string) => void
}

function SlugField({ suggestion, onText, ...rest }: SlugFieldProps) {
  const { t } = useTranslation(['publicGenerator', 'common'])
  return (
    <div>
      <TextInput
        label={`${t('form.slug')} (${t('common:states.optional')})`}
        description={`${location.host}/l/`}
        placeholder={t('form.slugPlaceholder')}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        onChange={(event) => onText(tidySlug(event.currentTarget.value))}
      />
      {suggestion !== undefined && (
        <Button className={classes.suggestion} variant="default" size="sm" onClick={() => onText(suggestion)}>
          {t('form.useSlug', { slug: suggestion })}
        </Button>
      )}
    </div>
  )
}
