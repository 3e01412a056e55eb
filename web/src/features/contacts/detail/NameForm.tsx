import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useChangePerson, type KnownPerson } from '@/api/people'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import classes from './detail.module.css'

/** The name as the team calls the person. */
export function NameForm({ person }: { person: KnownPerson }) {
  const { t } = useTranslation(['contacts', 'common'])
  const text = useProblemText()
  const change = useChangePerson(person.id)
  const [name, setName] = useState(person.name ?? '')
  const changed = name.trim() !== (person.name ?? '')
  return (
    <form
      className={classes.name}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed) change.mutate({ name: name.trim() }, { onSuccess: () => toast.success(t('name.saved')) })
      }}
    >
      <TextInput
        label={t('name.label')}
        description={t('name.hint')}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={change.error ? text(change.error) : undefined}
      />
      <Button type="submit" variant="default" disabled={!changed} loading={change.isPending}>
        {t('common:actions.save')}
      </Button>
    </form>
  )
}
