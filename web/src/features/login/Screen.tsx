import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import { useSignIn } from '@/api/session'
import { FormFailure, GuestFrame } from '@/components/GuestFrame'
import { PasswordField } from '@/components/PasswordField'
import { focusFirstError, useProblemText } from '@/components/problems'

const route = getRouteApi('/entrar')

export default function LoginScreen() {
  const { t } = useTranslation(['login', 'common'])
  const { next } = route.useSearch()
  const router = useRouter()
  const signIn = useSignIn()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? t('common:validation.required') : null),
      password: (value) => (value === '' ? t('common:validation.required') : null),
    },
  })
  const submit = form.onSubmit(
    async ({ email, password }) => {
      try {
        await signIn.mutateAsync({ email: email.trim(), password })
        router.history.push(ownPath(next))
      } catch {
        focusFirstError(form, ['password'])
      }
    },
    (errors) => focusFirstError(form, Object.keys(errors)),
  )
  return (
    <GuestFrame title={t('title')} lead={t('lead')} foot={t('forgot')}>
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {signIn.error && <SignInFailure error={signIn.error} />}
          <TextInput
            label={t('email')}
            type="email"
            inputMode="email"
            autoComplete="username"
            autoFocus
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <PasswordField label={t('password')} key={form.key('password')} {...form.getInputProps('password')} />
          <Button type="submit" fullWidth mt={4} loading={signIn.isPending}>
            {t('submit')}
          </Button>
        </Stack>
      </form>
    </GuestFrame>
  )
}

function SignInFailure({ error }: { error: unknown }) {
  const { t } = useTranslation('login')
  const text = useProblemText()
  const { status } = asProblem(error)
  if (status === 401 || status === 422 || status === 400) return <FormFailure>{t('wrong')}</FormFailure>
  return <FormFailure>{status === 429 ? t('locked') : text(error)}</FormFailure>
}

/** Only paths of our own: the address must not send a person who signs in to another site. */
function ownPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/'
}
