import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useChangePerson, type KnownPerson } from '@/api/people'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'
import classes from './detail.module.css'

/** Test numbers and spam stay out of every figure, and come back as they were. */
export function Exclusion({ person }: { person: KnownPerson }) {
  const { t } = useTranslation('contacts')
  const text = useProblemText()
  const change = useChangePerson(person.id)
  return (
    <div className={classes.exclusion}>
      <Switch
        label={t('excluded.label')}
        description={t('excluded.hint')}
        checked={change.isPending ? change.variables.excluded === true : person.excluded}
        disabled={change.isPending}
        onChange={(event) =>
          change.mutate(
            { excluded: event.currentTarget.checked },
            {
              onSuccess: ({ excluded }) => toast.success(t(excluded ? 'excluded.on' : 'excluded.off')),
              onError: (error) => toast.error(text(error)),
            },
          )
        }
      />
    </div>
  )
}
