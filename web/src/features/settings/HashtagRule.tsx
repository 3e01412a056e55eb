import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useUpdateCompany, type Company } from '@/api/company'
import { Card } from '@/components/Page'
import { useProblemText } from '@/components/problems'
import { toast } from '@/components/toast'

/** Which of two origins counts when a message brings both. Saved at once. */
export function HashtagRule({ company }: { company: Company }) {
  const { t } = useTranslation('settings')
  const text = useProblemText()
  const update = useUpdateCompany()
  // While it is being saved, the switch shows what was asked for.
  const shown = update.isPending ? (update.variables.hashtag_wins ?? company.hashtag_wins) : company.hashtag_wins
  return (
    <Card title={t('rules.title')}>
      <Switch
        label={t('rules.hashtag')}
        description={t(shown ? 'rules.hashtagOn' : 'rules.hashtagOff')}
        checked={shown}
        disabled={update.isPending}
        onChange={(event) =>
          update.mutate(
            { hashtag_wins: event.currentTarget.checked },
            { onSuccess: () => toast.success(t('saved')), onError: (error) => toast.error(text(error)) },
          )
        }
      />
    </Card>
  )
}
