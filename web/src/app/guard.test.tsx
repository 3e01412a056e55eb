import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { request } from '@/api/client'
import { asProblem } from '@/api/problem'
import { openApp } from '@/test/render'
import { marina, serve } from '@/test/server'

const nobody = { status: 401, body: { code: 'unauthenticated', title: 'Sign in' } }
const ready = { body: { needed: false } }

describe('the guard', () => {
  it('sends a stranger to sign in and remembers where to', async () => {
    serve({ 'GET /api/v1/me': nobody, 'GET /api/v1/setup': ready })
    const { router } = openApp('/relatorios?from=2026-11-01&to=2026-11-22')
    expect(await screen.findByRole('heading', { name: 'Entrar' })).toBeVisible()
    expect(router.state.location.search).toEqual({ next: '/relatorios?from=2026-11-01&to=2026-11-22' })
  })

  it('begins with the first run when the installation has no company', async () => {
    serve({ 'GET /api/v1/me': nobody, 'GET /api/v1/setup': { body: { needed: true } } })
    openApp('/')
    expect(await screen.findByRole('heading', { name: 'Boas-vindas ao Nascente' })).toBeVisible()
  })

  it('shows an agent only the menus of agents', async () => {
    serve({ 'GET /api/v1/me': { body: { ...marina, role: 'agent' } } })
    openApp('/links')
    const rail = await screen.findByRole('banner')
    expect(rail).toHaveTextContent('Gerador de Links')
    expect(rail).not.toHaveTextContent('Configurações')
    expect(rail).not.toHaveTextContent('Usuários')
  })

  it('signs in, then goes on to the page that was asked for', async () => {
    let signedIn = false
    const received = serve({
      'GET /api/v1/me': () => (signedIn ? { body: marina } : nobody),
      'GET /api/v1/setup': ready,
      'POST /api/v1/session': () => {
        signedIn = true
        return { body: marina }
      },
    })
    const { router } = openApp('/departamentos')
    await userEvent.type(await screen.findByLabelText('E-mail'), ' marina@horizonte.test ')
    await userEvent.type(screen.getByLabelText('Senha'), 'uma frase curta')
    await userEvent.click(screen.getByRole('button', { name: 'Entrar' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/departamentos'))
    const sent = received.find((one) => one.method === 'POST')
    expect(sent?.body).toEqual({ email: 'marina@horizonte.test', password: 'uma frase curta' })
  })

  it('says in words that the password is wrong', async () => {
    serve({
      'GET /api/v1/me': nobody,
      'GET /api/v1/setup': ready,
      'POST /api/v1/session': { status: 401, body: { code: 'wrong_credentials', title: 'Wrong' } },
    })
    openApp('/entrar')
    await userEvent.type(await screen.findByLabelText('E-mail'), 'marina@horizonte.test')
    await userEvent.type(screen.getByLabelText('Senha'), 'errada')
    await userEvent.click(screen.getByRole('button', { name: 'Entrar' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('E-mail ou senha incorretos.')
  })

  it('never lets the address of the page lead to another site', async () => {
    let signedIn = false
    serve({
      'GET /api/v1/me': () => (signedIn ? { body: marina } : nobody),
      'GET /api/v1/setup': ready,
      'POST /api/v1/session': () => {
        signedIn = true
        return { body: marina }
      },
    })
    const { router } = openApp('/entrar?next=//evil.test/x')
    await userEvent.type(await screen.findByLabelText('E-mail'), 'marina@horizonte.test')
    await userEvent.type(screen.getByLabelText('Senha'), 'uma frase curta{Enter}')
    await waitFor(() => expect(router.state.location.pathname).toBe('/atendimentos'))
  })
})

describe('the menu of a phone', () => {
  it('is left behind by going back', async () => {
    serve({ 'GET /api/v1/me': { body: marina } })
    const { router } = openApp('/links')
    await screen.findByRole('banner')
    await act(() => router.navigate({ to: '/departamentos' }))
    await userEvent.click(screen.getByRole('button', { name: 'Mais' }))
    expect(await screen.findByRole('dialog', { name: 'Mais' })).toBeVisible()
    act(() => router.history.back())
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Mais' })).toBeNull())
  })
})

describe('the network border', () => {
  it('sends the token of the session with every change and with no reading', async () => {
    const received = serve({ 'GET /api/v1/me': { body: marina }, 'POST /api/v1/links': { status: 201, body: { id: 'lnk_1' } } })
    openApp('/links')
    await screen.findByRole('banner')
    await request('POST', '/links', { body: { name: 'Loja' } })
    const sent = received.find((one) => one.method === 'POST')
    expect(sent?.headers.get('X-CSRF-Token')).toBe('token-of-marina')
    expect(sent?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/)
    expect(received.filter((one) => one.method === 'GET').every((one) => one.headers.get('X-CSRF-Token') === null)).toBe(true)
  })

  it('turns a refusal into a problem with its fields', async () => {
    serve({
      'POST /api/v1/links': {
        status: 422,
        body: { code: 'invalid', title: 'Invalid', errors: [{ field: 'site', code: 'required', message: 'Informe o site.' }] },
      },
    })
    const problem = await request('POST', '/links', { body: {} }).catch(asProblem)
    expect(problem).toMatchObject({ status: 422, code: 'invalid', errors: [{ field: 'site', message: 'Informe o site.' }] })
  })
})
