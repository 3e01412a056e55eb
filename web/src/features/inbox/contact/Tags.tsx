import { useState } from 'react'
import { Select } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { inUse } from '@/api/departments'
import { useRole, useWorksConversations } from '@/api/session'
import { useCreateTag, usePutTag, useTags, useTakeTag } from '@/api/tags'
import { nextColour } from '@/components/colours'
import { useFieldProblemText, useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import classes from './contact.module.css'
import tagClasses from './tags.module.css'

const fresh = 'new:'

/** The tags of this conversation: whoever works on it puts them on and takes them off. */
export function Tags({ conversation: { id, tag_ids } }: { conversation: Conversation }) {
  const { t } = useTranslation('thread')
  const works = useWorksConversations()
  const tags = useTags().data
  const take = useTakeTag(id)
  const problemText = useProblemText()
  const onError = (error: unknown) => toast.error(problemText(error))
  const [adding, setAdding] = useState(false)
  // A server that does not know tags yet sends none.
  const own = tag_ids ?? []
  if (!works && own.length === 0) return null
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t('tags.title')}</h3>
      <ul className={tagClasses.tags}>
        {own.map((tagId) => {
          const tag = tags?.find((one) => one.id === tagId)
          if (!tag) return null
          return (
            <li key={tagId} className={tagClasses.tag}>
              <span className={tagClasses.tagDot} style={{ background: tag.colour }} aria-hidden />
              {tag.name}
              {works && (
                <button type="button" aria-label={t('tags.remove', { name: tag.name })} onClick={() => take.mutate(tagId, { onError })}>
                  <IconX size={14} aria-hidden />
                </button>
              )}
            </li>
          )
        })}
        {works && !adding && (
          <li>
            <button type="button" className={tagClasses.addTag} onClick={() => setAdding(true)}>
              <IconPlus size={15} aria-hidden />
              {t('tags.add')}
            </button>
          </li>
        )}
      </ul>
      {adding && <TagPicker id={id} own={own} onDone={() => setAdding(false)} />}
    </section>
  )
}

function TagPicker({ id, own, onDone }: { id: string; own: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation('thread')
  const leader = useRole('admin', 'manager')
  const all = useTags().data
  const tags = inUse(all).filter((tag) => !own.includes(tag.id))
  const put = usePutTag(id)
  const create = useCreateTag()
  const problemText = useFieldProblemText()
  const [typed, setTyped] = useState('')
  const name = typed.trim()
  const known = tags.some((tag) => tag.name.toLowerCase() === name.toLowerCase())
  const choose = async (value: string | null) => {
    if (value === null) return
    onDone()
    try {
      const tagId = value.startsWith(fresh) ? (await create.mutateAsync({ name: value.slice(fresh.length), colour: nextColour(all?.length ?? 0) })).id : value
      await put.mutateAsync(tagId)
    } catch (error) {
      toast.error(problemText(error))
    }
  }
  const data = tags.map((tag) => ({ value: tag.id, label: tag.name }))
  if (leader && name !== '' && !known) data.push({ value: fresh + name, label: t('tags.create', { name }) })
  return (
    <Select
      size="sm"
      aria-label={t('tags.search')}
      placeholder={t('tags.search')}
      data={data}
      searchable
      autoFocus
      defaultDropdownOpened
      nothingFoundMessage={t('tags.empty')}
      searchValue={typed}
      onSearchChange={setTyped}
      value={null}
      onChange={(value) => void choose(value)}
      onBlur={onDone}
      filter={({ options, search }) => {
        const wanted = search.trim().toLowerCase()
        return options.filter((one) => 'value' in one && (String(one.value).startsWith(fresh) || one.label.toLowerCase().includes(wanted)))
      }}
    />
  )
}
