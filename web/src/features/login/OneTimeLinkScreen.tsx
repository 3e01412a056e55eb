import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import { oneTimeLinkQuery, useChoosePassword, useSignIn } from '@/api/session'
import { FormFailure, GuestFrame } from '@/components/GuestFrame'
import { PasswordField, shortestPassword } from '@/components/PasswordField'
import { applyProblem, focusFirstError, useProblemText } from '@/components/problems'
import { InlineError, Skeletons } from '@/components/States'
import { toast } from '@/components/toast'

const route = getRouteApi('/senha/$token')

/** An invitation or a forgotten password: both end in a new password and a session. */
export default function OneTimeLinkScreen() {
  const { t } = useTranslation('login')
  const { token } = route.useParams()
  const link = useQuery(oneTimeLinkQuery(token))
  const { status } = asProblem(link.error)
  if (link.isPending) {
    return (
      <GuestFrame title={t('link.resetTitle')}>
        <Skeletons shape="form" count={2} />
      </GuestFrame>
    )
  }
  if (link.data) return <ChoosePassword token={token} email={link.data.email} invited={link.data.purpose === 'invitation'} />
  if (status === 404 || status === 410) return <Gone />
  return (
    <GuestFrame title={t('link.resetTitle')}>
      <InlineError error={link.error} onRetry={() => void link.refetch()} />
    </GuestFrame>
  )
}

function Gone() {
  const { t } = useTranslation('login')
  const navigate = useNavigate()
  return (
    <GuestFrame title={t('link.goneTitle')} lead={t('link.gone')}>
      <Button fullWidth onClick={() => void navigate({ to: '/entrar' })}>
        {t('link.toLogin')}
      </Button>
    </GuestFrame>
  )
}

interface ChoosePasswordProps {
  token: string
  email: string
  invited: boolean
}

function ChoosePassword({ token, email, invited }: ChoosePasswordProps) {
  const { t } = useTranslation(['login', 'common'])
  const text = useProblemText()
  const navigate = useNavigate()
  const choose = useChoosePassword(token)
  const signIn = useSignIn()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { password: '', repeated: '' },
    validate: {
      password: (value) =>
        value.length < shortestPassword ? t('common:validation.passwordShort', { count: shortestPassword }) : null,
      repeated: (value, values) => (value === values.password ? null : t('link.mismatch')),
    },
  })
  const submit = form.onSubmit(
    async ({ password }) => {
      try {
        await choose.mutateAsync(password)
      } catch (error) {
        applyProblem(form, error)
        return
      }
      toast.success(t('link.saved'))
      try {
        await signIn.mutateAsync({ email, password })
        await navigate({ to: '/' })
      } catch {
        // The password is saved; signing in by hand still works.
        await navigate({ to: '/entrar' })
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  const problem = choose.error ? asProblem(choose.error) : undefined
  if (problem && (problem.status === 404 || problem.status === 410)) return <Gone />
  return (
    <GuestFrame title={invited ? t('link.inviteTitle') : t('link.resetTitle')} lead={t('link.lead', { email })}>
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {problem && problem.errors.length === 0 && <FormFailure>{text(problem)}</FormFailure>}
          {/* Tells a password manager whose password this is. */}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordField
            fresh
            label={t('link.password')}
            description={t('link.strength', { count: shortestPassword })}
            autoFocus
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <PasswordField fresh label={t('link.repeat')} key={form.key('repeated')} {...form.getInputProps('repeated')} />
          <Button type="submit" fullWidth mt={4} loading={choose.isPending || signIn.isPending}>
            {t('link.submit')}
          </Button>
        </Stack>
      </form>
    </GuestFrame>
  )
}
