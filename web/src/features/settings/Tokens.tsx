import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useDepartments } from '@/api/departments'
import { useRevokeToken, useTokens, type CreatedToken, type Token } from '@/api/tokens'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { OneTimeSecret } from '@/components/OneTimeSecret'
import { Card } from '@/components/Page'
import { EmptyState, Loaded } from '@/components/States'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import { TokenDrawer } from './TokenDrawer'
import classes from './settings.module.css'

/** API tokens, those in use first. */
export function Tokens() {
  const { t } = useTranslation('settings')
  const tokens = useTokens()
  const revoke = useRevokeToken()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<CreatedToken>()
  const [revoking, setRevoking] = useState<Token>()
  const add = (
    <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t('tokens.new')}
    </Button>
  )
  return (
    <Card flush title={t('tokens.title')} lead={t('tokens.lead')} actions={add}>
      <Loaded query={tokens}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={IconKey} title={t('tokens.emptyTitle')}>
              {t('tokens.empty')}
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {[...all]
                .sort((a, b) => Number(a.revoked_at !== null) - Number(b.revoked_at !== null))
                .map((token) => (
                  <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
                ))}
            </ul>
          )
        }
      </Loaded>
      {making && <TokenDrawer onClose={() => setMaking(false)} onMade={setMade} />}
      <OneTimeSecret
        value={made?.secret}
        title={t('tokens.madeTitle', { name: made?.token.name })}
        copyLabel={t('tokens.copy')}
        onClose={() => setMade(undefined)}
      >
        {t('tokens.madeText')}
      </OneTimeSecret>
      <ConfirmDialog
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={t('tokens.revokeTitle', { name: revoking?.name })}
        confirmLabel={t('tokens.revoke')}
        danger
        onConfirm={() => revoke.mutateAsync(revoking?.id ?? '')}
      >
        {t('tokens.revokeText')}
      </ConfirmDialog>
    </Card>
  )
}

function TokenRow({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const { date } = useFormat()
  const department = useDepartments().data?.find((one) => one.id === token.department_id)
  const role = t(`common:role.${token.role}`)
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <strong>{token.name}</strong>
        <span className={classes.quiet}>
          {department ? `${role} · ${department.name}` : role} · {t('tokens.since', { date: date(token.created_at) })}
        </span>
      </div>
      {token.revoked_at === null ? (
        <Button variant="subtle" color="red" size="sm" aria-label={t('tokens.revokeOf', { name: token.name })} onClick={onRevoke}>
          {t('tokens.revoke')}
        </Button>
      ) : (
        <Tone tone="quiet">{t('tokens.revoked', { date: date(token.revoked_at) })}</Tone>
      )}
    </li>
  )
}
