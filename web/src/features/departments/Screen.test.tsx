import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { openApp } from '@/test/render'
import { marina, serve } from '@/test/server'

const department = {
  id: 'dp_1',
  name: 'Vendas',
  is_default: false,
  uses_dispositions: true,
  disposition_required: true,
  full_closing: true,
  disposition_ids: [],
  form_version: 1,
  form_fields: [],
  return_window_hours: 12,
  silence_rule: null,
  member_ids: [],
  working_hours: null,
  away_message: null,
  routing: 'manual',
  capacity: null,
  archived_at: null,
}
const list = (...items: object[]) => ({ body: { items, next_cursor: null } })

it('switching dispositions off takes the full closing along, and a refusal moves both back', async () => {
  const received = serve({
    'GET /api/v1/me': { body: marina },
    'GET /api/v1/departments': list(department),
    'GET /api/v1/users': list(),
    'POST /api/v1/departments/switch': { status: 403, body: { code: 'forbidden', title: 'Forbidden' } },
  })
  openApp('/departamentos')
  const uses = await screen.findByRole('switch', { name: 'Usar tabulação em Vendas' })
  await userEvent.click(uses)
  expect(await screen.findByText('Você não tem permissão para isto.')).toBeInTheDocument()
  expect(received.find((one) => one.method === 'POST')?.body).toEqual({
    department_ids: ['dp_1'],
    uses_dispositions: false,
    full_closing: false,
  })
  await waitFor(() => expect(screen.getByRole('switch', { name: 'Usar tabulação em Vendas' })).toBeChecked())
  expect(screen.getByRole('switch', { name: 'Fechamento completo em Vendas' })).toBeChecked()
})

it('the full closing cannot be switched on before dispositions are used, and says why', async () => {
  serve({
    'GET /api/v1/me': { body: marina },
    'GET /api/v1/departments': list({ ...department, uses_dispositions: false, full_closing: false }),
    'GET /api/v1/users': list(),
  })
  openApp('/departamentos')
  const full = await screen.findByRole('switch', { name: 'Fechamento completo em Vendas. Ligue Usar tabulação antes.' })
  expect(full).toBeDisabled()
})
