import { useState } from 'react'
import { Button, Progress, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlugConnected, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import {
  useDeleteMarketingToken,
  useFetchAdNames,
  useMarketingApi,
  useSetMarketingToken,
  useTestMarketingToken,
  type Fetching,
  type MarketingApi,
} from '@/api/adNames'
import { useRole } from '@/api/session'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { Failure } from '@/components/FormDrawer'
import { PasswordField } from '@/components/PasswordField'
import { applyProblem, focusFirstError } from '@/components/problems'
import { Loaded, Skeletons } from '@/components/States'
import { toast } from '@/components/toast'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import classes from './sources.module.css'

/** The token of the Marketing API: its state, and the names that it can ask for. It is never shown. */
export function ApiNames() {
  const settings = useMarketingApi()
  return (
    <Loaded query={settings} skeleton={<Skeletons shape="form" count={3} />}>
      {(api) => <Settings api={api} />}
    </Loaded>
  )
}

function Settings({ api }: { api: MarketingApi }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const maySet = useRole('admin')
  const [setting, setSetting] = useState(false)
  return (
    <>
      <section className={classes.state}>
        <TokenState api={api} />
        {api.has_token && <TokenButtons api={api} maySet={maySet} onSet={() => setSetting(true)} />}
      </section>
      {!api.has_token && !maySet && <p className={classes.hint}>{t('api.askAdmin')}</p>}
      {maySet && (setting || !api.has_token) && <TokenForm api={api} onDone={() => setSetting(false)} />}
      {api.has_token && <Fetch api={api} />}
    </>
  )
}

const errors = ['token_refused', 'no_permission', 'too_many', 'unreachable', 'failed'] as const
const errorOf = (code: string | null) => errors.find((one) => one === code) ?? 'failed'

function TokenState({ api }: { api: MarketingApi }) {
  const { t } = useTranslation('identifiers')
  const { dateTime, date } = useFormat()
  if (!api.has_token) return <Tone tone="quiet">{t('api.none')}</Tone>
  return (
    <div className={classes.words}>
      {api.last_error !== null ? (
        <Tone tone="danger">{t(`api.error.${errorOf(api.last_error)}`)}</Tone>
      ) : api.tested_at === null && api.read_at === null ? (
        <Tone tone="warning">{t('api.untested')}</Tone>
      ) : (
        <Tone tone="good">{api.expires_at === null ? t('api.works') : t('api.validUntil', { day: date(api.expires_at) })}</Tone>
      )}
      {api.set_at !== null && <span className={classes.hint}>{t('api.setAt', { moment: dateTime(api.set_at) })}</span>}
      {api.tested_at !== null && <span className={classes.hint}>{t('api.testedAt', { moment: dateTime(api.tested_at) })}</span>}
      {api.base_url !== null && <span className={classes.hint}>{api.base_url}</span>}
    </div>
  )
}

function TokenButtons({ api, maySet, onSet }: { api: MarketingApi; maySet: boolean; onSet: () => void }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const test = useTestMarketingToken()
  const remove = useDeleteMarketingToken()
  const [asked, setAsked] = useState(false)
  return (
    <div className={classes.buttons}>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconPlugConnected size={16} aria-hidden />}
        loading={test.isPending}
        onClick={() =>
          test.mutate(undefined, {
            onSuccess: ({ last_error }) => (last_error === null ? toast.success(t('api.testGood')) : toast.error(t(`api.error.${errorOf(last_error)}`))),
          })
        }
      >
        {t('api.test')}
      </Button>
      {maySet && (
        <>
          <Button size="sm" variant="default" onClick={onSet}>
            {t('api.replace')}
          </Button>
          <Button size="sm" variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsked(true)}>
            {t('common:actions.remove')}
          </Button>
        </>
      )}
      {test.error !== null && <Failure error={test.error} />}
      <ConfirmDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('api.removeTitle')}
        danger
        confirmLabel={t('common:actions.remove')}
        onConfirm={() => remove.mutateAsync(undefined)}
      >
        {t('api.removeText', { count: api.unnamed })}
      </ConfirmDialog>
    </div>
  )
}

function TokenForm({ api, onDone }: { api: MarketingApi; onDone: () => void }) {
  const { t } = useTranslation(['identifiers', 'common'])
  const set = useSetMarketingToken()
  const form = useForm({
    initialValues: { access_token: '', base_url: api.base_url ?? '' },
    validate: { access_token: (value) => (value.trim() === '' ? t('common:validation.required') : null) },
  })
  const save = async (values: typeof form.values) => {
    try {
      await set.mutateAsync({ access_token: values.access_token.trim(), ...(values.base_url.trim() === '' ? {} : { base_url: values.base_url.trim() }) })
    } catch (error) {
      applyProblem(form, error)
      return
    }
    form.reset()
    toast.success(t('api.kept'))
    onDone()
  }
  const unplaced = set.error !== null && Object.keys(form.errors).length === 0
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={form.onSubmit(
        (values) => void save(values),
        (found) => focusFirstError(form, Object.keys(found)),
      )}
    >
      {unplaced && <Failure error={set.error} />}
      <PasswordField label={t('api.token')} description={t('api.tokenHint')} autoComplete="off" required {...form.getInputProps('access_token')} />
      <TextInput label={t('api.baseUrl')} description={t('api.baseUrlHint')} placeholder="https://graph.facebook.com" {...form.getInputProps('base_url')} />
      <div className={classes.buttons}>
        <Button type="submit" loading={set.isPending}>
          {t('api.keep')}
        </Button>
        {api.has_token && (
          <Button variant="default" onClick={onDone}>
            {t('common:actions.cancel')}
          </Button>
        )}
      </div>
    </form>
  )
}

/** Asks part by part, and shows how far it is. */
function Fetch({ api }: { api: MarketingApi }) {
  const { t } = useTranslation('identifiers')
  const { number } = useFormat()
  const [done, setDone] = useState<Fetching>()
  const [wanted, setWanted] = useState(0)
  const fetching = useFetchAdNames(setDone)
  const start = () => {
    setDone(undefined)
    setWanted(api.unnamed)
    fetching.mutate()
  }
  const asked = done?.asked ?? 0
  return (
    <section className={classes.fetch}>
      <p>{t('api.unnamed', { count: api.unnamed, number: number(api.unnamed) })}</p>
      <div className={classes.buttons}>
        <Button leftSection={<IconRefresh size={17} aria-hidden />} loading={fetching.isPending} disabled={api.unnamed === 0} onClick={start}>
          {t('api.fetch')}
        </Button>
      </div>
      {fetching.isPending && (
        <div className={classes.progress}>
          <Progress value={wanted === 0 ? 0 : Math.min(100, (asked / wanted) * 100)} aria-label={t('api.progressLabel')} animated />
          <span className={classes.hint}>{t('api.progress', { asked: number(asked), wanted: number(wanted) })}</span>
        </div>
      )}
      {fetching.error !== null && <Failure error={fetching.error} />}
      {!fetching.isPending && done && (
        <p role="status" className={classes.found}>
          {t('api.result', { count: done.named, asked: number(done.asked) })}
          {done.unknown > 0 && ` ${t('api.unknown', { count: done.unknown })}`}
          {done.error !== null && <span className={classes.stopped}> {t(`api.error.${errorOf(done.error)}`)}</span>}
        </p>
      )}
    </section>
  )
}
