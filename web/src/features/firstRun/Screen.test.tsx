import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { openApp } from '@/test/render'
import { serve } from '@/test/server'

it('shows what the server refuses beside its field', async () => {
  const received = serve({
    'GET /api/v1/me': { status: 401, body: {} },
    'GET /api/v1/setup': { body: { needed: true } },
    'POST /api/v1/setup': {
      status: 422,
      body: { code: 'invalid', title: 'Invalid', errors: [{ field: 'admin_email', code: 'taken', message: 'this login exists' }] },
    },
  })
  openApp('/primeiro-acesso')
  await userEvent.type(await screen.findByLabelText('Nome da empresa'), 'Loja Horizonte')
  await userEvent.type(screen.getByLabelText('Seu nome'), 'Marina')
  await userEvent.type(screen.getByLabelText('E-mail'), 'marina@horizonte.test')
  await userEvent.type(screen.getByLabelText('Senha'), 'uma frase curta')
  await userEvent.click(screen.getByRole('button', { name: 'Criar empresa e entrar' }))
  expect(await screen.findByText('Já está em uso.')).toBeVisible()
  await waitFor(() => expect(screen.getByLabelText('E-mail')).toHaveFocus())
  expect(received.find((one) => one.method === 'POST')?.body).toMatchObject({
    company_name: 'Loja Horizonte',
    time_zone: 'America/Sao_Paulo',
  })
})

it('asks for a longer password before the server is asked', async () => {
  const received = serve({ 'GET /api/v1/me': { status: 401, body: {} }, 'GET /api/v1/setup': { body: { needed: true } } })
  openApp('/primeiro-acesso')
  await userEvent.type(await screen.findByLabelText('Senha'), 'curta')
  await userEvent.click(screen.getByRole('button', { name: 'Criar empresa e entrar' }))
  expect(await screen.findByText('Use pelo menos 8 caracteres.')).toBeVisible()
  expect(received.some((one) => one.method === 'POST')).toBe(false)
})
