import { useState } from 'react'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconArchive, IconArrowBackUp, IconPlus, IconTag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCreateTag, useTags, useUpdateTag, type Tag } from '@/api/tags'
import { Card } from '@/components/Page'
import { nextColour } from '@/components/colours'
import { useFieldProblemText, useProblemText } from '@/components/problems'
import { EmptyState, Loaded } from '@/components/States'
import { toast } from '@/components/toast'
import classes from './settings.module.css'

/** The tags that conversations can carry. */
export function Tags() {
  const { t } = useTranslation(['settings', 'common'])
  const tags = useTags()
  const [archived, setArchived] = useState(false)
  const some = (tags.data ?? []).some((tag) => tag.archived_at !== null)
  const choice = some && (
    <SegmentedControl
      size="sm"
      aria-label={t('tags.show')}
      data={[
        { value: 'active', label: t('tags.active') },
        { value: 'archived', label: t('tags.archived') },
      ]}
      value={archived ? 'archived' : 'active'}
      onChange={(value) => setArchived(value === 'archived')}
    />
  )
  return (
    <Card flush title={t('tags.title')} lead={t('tags.lead')} actions={choice || undefined}>
      {!archived && <NewTag made={tags.data?.length ?? 0} />}
      <Loaded query={tags}>
        {(all) => {
          const shown = all.filter((tag) => (tag.archived_at !== null) === archived)
          if (shown.length === 0) return <EmptyState icon={IconTag} title={t('tags.emptyTitle')} />
          return (
            <ul className={classes.list}>
              {shown.map((tag) => (
                <TagRow key={tag.id} tag={tag} />
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Card>
  )
}

function NewTag({ made }: { made: number }) {
  const { t } = useTranslation(['settings', 'common'])
  const create = useCreateTag()
  const problemText = useFieldProblemText()
  const [name, setName] = useState('')
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    create.mutate({ name: name.trim(), colour: nextColour(made) }, { onSuccess: () => setName('') })
  }
  return (
    <form className={classes.newTag} onSubmit={submit}>
      <TextInput
        aria-label={t('tags.name')}
        placeholder={t('tags.placeholder')}
        maxLength={120}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value)
          create.reset()
        }}
        error={create.error ? problemText(create.error) : undefined}
      />
      <Button type="submit" variant="default" loading={create.isPending} leftSection={<IconPlus size={16} aria-hidden />}>
        {t('common:actions.add')}
      </Button>
    </form>
  )
}

function TagRow({ tag }: { tag: Tag }) {
  const { t } = useTranslation(['settings', 'common'])
  const update = useUpdateTag()
  const problemText = useProblemText()
  const gone = tag.archived_at !== null
  const change = () =>
    update.mutate({ id: tag.id, change: { archived: !gone } }, { onError: (error) => toast.error(problemText(error)) })
  const word = gone ? t('common:actions.restore') : t('common:actions.archive')
  return (
    <li className={classes.row}>
      <span className={classes.tagName}>
        <span className={classes.tagDot} style={{ background: tag.colour }} aria-hidden />
        {tag.name}
      </span>
      <Button
        variant="subtle"
        size="sm"
        aria-label={`${word} ${tag.name}`}
        loading={update.isPending}
        leftSection={gone ? <IconArrowBackUp size={16} aria-hidden /> : <IconArchive size={16} aria-hidden />}
        onClick={change}
      >
        {word}
      </Button>
    </li>
  )
}
