import { useState } from 'react'
import { Button } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { useCreateLink, type Link } from '@/api/links'
import { asProblem } from '@/api/problem'
import { useFormat } from '@/format'
import { isDay } from '@/format/typed'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { applyProblem, focusFirstError } from '@/components/problems'
import { draftLike, emptyUtm, isHashtag, messageOf, newLink, tidyHashtag, utmKeys, withVariables, type LinkDraft } from './draft'
import { LinkFields } from './LinkFields'
import { MadeLink } from './MadeLink'
import { Preview } from './Preview'
import { useDraftCheck } from './useDraftCheck'
import classes from './links.module.css'

interface NewLinkFormProps {
  channels: readonly Channel[]
  links: readonly Link[]
  /** The link that this one is to be like. */
  like: Link | undefined
  onDone: () => void
  onAnother: (id: string) => void
}

/** Addresses of this installation begin like those of its links; without one, like this page's. */
export function shortBase(links: readonly Link[]): string {
  const known = links.find((link) => link.short_url.endsWith(`/${link.slug}`))
  return known ? known.short_url.slice(0, -known.slug.length) : `${location.origin}/l/`
}

/** The number that works best today: a connected one, else one that only carries links. */
export function likeliest(channels: readonly Channel[]): string {
  const order = ['connected', 'link_only', 'waiting', 'error']
  const sorted = [...channels].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return sorted[0]?.id ?? ''
}

export function NewLinkForm({ channels, links, like, onDone, onAnother }: NewLinkFormProps) {
  const { t } = useTranslation(['links', 'common'])
  const { timeZone } = useFormat()
  const create = useCreateLink()
  const [suggestion, setSuggestion] = useState<string>()
  const [made, setMade] = useState<Link>()
  const required = (value: string) => (value.trim() === '' ? t('common:validation.required') : null)
  const form = useForm<LinkDraft>({
    initialValues: like
      ? draftLike(like)
      : {
          kind: 'tracked',
          name: '',
          site: '',
          channel_id: likeliest(channels),
          hashtag: '',
          message: t('form.messageDefault'),
          slug: '',
          department_id: null,
          last_day: '',
          utm: { ...emptyUtm },
          tags: [],
          dedicated_number: false,
        },
    validate: {
      name: required,
      site: required,
      channel_id: (value) => (value ? null : t('common:validation.required')),
      last_day: (value) => (value === '' || isDay(value) ? null : t('common:validation.date')),
      hashtag: (value, { kind }) => (kind === 'hashtag' && !isHashtag(tidyHashtag(value)) ? t('form.hashtagMissing') : null),
    },
  })
  const check = useDraftCheck(withVariables(messageOf(form.values), form.values), form.values.slug)
  const refuse = (error: unknown) => {
    const problem = asProblem(error)
    if (problem.code === 'slug_taken') {
      const current = problem.body.current as { suggestion?: unknown } | undefined
      setSuggestion(typeof current?.suggestion === 'string' ? current.suggestion : undefined)
      form.setErrors({ slug: t('form.slugTaken') })
      focusFirstError(form, ['slug'])
      return
    }
    const rename = { ...Object.fromEntries(utmKeys.map((key) => [`utm.${key}`, `utm.${key}`])), expires_at: 'last_day' }
    applyProblem(form, error, form.values.kind === 'hashtag' ? { ...rename, message: 'hashtag' } : rename)
  }
  const submit = form.onSubmit(
    async (values) => {
      try {
        setMade(await create.mutateAsync(newLink(values, timeZone)))
      } catch (error) {
        refuse(error)
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  if (made) return <MadeLink link={made} onDone={onDone} onAnother={() => onAnother(made.id)} />

  const problem = create.error ? asProblem(create.error) : undefined
  const ownSlug = form.values.slug.trim()
  const usable = ownSlug !== '' && (check.slugState === null || check.slugState === 'free')
  return (
    <div className={classes.columns}>
      <Card>
        <form onSubmit={submit} noValidate className={classes.form}>
          {problem && problem.errors.length === 0 && problem.code !== 'slug_taken' && <Failure error={problem} />}
          <LinkFields
            form={form}
            channels={channels}
            sites={links.map((link) => link.site)}
            base={shortBase(links)}
            tags={links.flatMap((link) => link.tags)}
            check={{ ...check, suggestion: check.suggestion ?? (form.errors.slug ? (suggestion ?? null) : null) }}
          />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onDone}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('form.submit')}
            </Button>
          </div>
        </form>
      </Card>
      <Card className={classes.aside}>
        <Preview
          text={withVariables(messageOf(form.values), form.values, (name) => `{${name}}`)}
          coded={form.values.kind === 'tracked'}
          address={shortBase(links) + (usable ? ownSlug : 'k7m2q9xd')}
          provisional={!usable}
        />
      </Card>
    </div>
  )
}
