import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, expect, it } from 'vitest'
import { openApp } from '@/test/render'
import { marina, serve } from '@/test/server'

const channel = {
  id: 'ch_1',
  provider: 'link_only',
  name: 'Loja Horizonte',
  phone_number: '5511900000001',
  state: 'link_only',
  state_reason: null,
  webhook_url: '',
  settings: {},
  secrets_set: [],
  last_delivery_at: null,
  archived_at: null,
}
const link = {
  id: 'ln_1',
  name: 'Bio',
  channel_id: 'ch_1',
  kind: 'tracked',
  site: 'Google',
  message: 'Olá!',
  utm: {},
  slug: 'bio-2',
  department_id: null,
  tags: [],
  dedicated_number: false,
  identifier_id: 'ei_1',
  short_url: 'http://nascente.test/l/bio-2',
  whatsapp_url: 'https://wa.me/5511900000001',
  qr_svg_url: 'http://nascente.test/l/bio-2/qr.svg',
  qr_png_url: 'http://nascente.test/l/bio-2/qr.png',
  clicks: 0,
  clicks_raw: 0,
  conversations: 0,
  expires_at: null,
  archived_at: null,
  created_at: '2026-11-22T12:00:00Z',
}
const empty = { items: [], next_cursor: null }
const signedIn = { 'GET /api/v1/me': { body: marina }, 'GET /api/v1/departments': { body: empty } }

// What is loaded when it is first opened is read once here, so that no busy machine makes a search give up.
beforeAll(() => Promise.all([import('./Screen'), import('./CompanyNumber'), import('./NewLinkForm'), import('./MadeLink')]), 120_000)

it('asks for the number first when the company has none, and needs no connection', async () => {
  const received = serve({
    ...signedIn,
    'GET /api/v1/links': { body: empty },
    'GET /api/v1/channels': { body: empty },
    'POST /api/v1/channels': { status: 201, body: channel },
  })
  openApp('/links')
  await userEvent.type(await screen.findByLabelText('Número do WhatsApp com DDD'), '(11) 90000-0001')
  await userEvent.click(screen.getByRole('button', { name: 'Continuar' }))
  await waitFor(() =>
    expect(received.find((one) => one.method === 'POST')?.body).toEqual({
      provider: 'link_only',
      name: 'Loja Horizonte',
      phone_number: '5511900000001',
    }),
  )
})

it('takes the free address that the server offers for a taken one, and puts the focus on copying', async () => {
  serve({
    ...signedIn,
    'GET /api/v1/links': { body: empty },
    'GET /api/v1/channels': { body: { items: [channel], next_cursor: null } },
    'POST /api/v1/links': ({ body }) =>
      (body as { slug: string }).slug === 'bio'
        ? { status: 409, body: { code: 'slug_taken', title: 'Conflict', current: { suggestion: 'bio-2' } } }
        : { status: 201, body: link },
  })
  openApp('/links?new=true')
  await userEvent.type(await screen.findByLabelText('Nome'), 'Bio')
  await userEvent.type(screen.getByRole('combobox', { name: 'Site de origem' }), 'Google')
  await userEvent.type(screen.getByLabelText(/Final do endereço/), 'bio')
  await userEvent.click(screen.getByRole('button', { name: 'Criar link' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Usar bio-2' }))
  await userEvent.click(screen.getByRole('button', { name: 'Criar link' }))
  expect(await screen.findByText('Bio está pronto')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Copiar link' })).toHaveFocus()
})
