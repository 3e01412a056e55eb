import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { Conversation } from '@/api/conversations'
import { openApp } from '@/test/render'
import { marina, serve } from '@/test/server'
import { safeAddress } from './address'
import { listFilter, onTab, tabOf, validateSearch } from './search'
import { sendingWindow } from './sendingWindow'

const soon = () => new Date(Date.now() + 10 * 3600_000).toISOString()

function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: 'cnv_1',
    protocol: '2026000001',
    version: 4,
    status: 'active',
    started_by: 'contact',
    contact: { id: 'cnt_1', name: 'Ana Pereira', phone: '5511990202880' },
    channel_id: 'chn_1',
    department_id: 'dep_1',
    agent_id: 'usr_1',
    opened_at: '2026-11-22T12:00:00Z',
    first_response_at: null,
    first_response_by: null,
    closed_at: null,
    returned: false,
    new_contact: true,
    excluded: false,
    unread: 0,
    last_message: { preview: 'Oi', kind: 'text', direction: 'in', at: '2026-11-22T12:00:00Z' },
    window_until: soon(),
    tag_ids: [],
    entry: {
      kind: 'none',
      identifier_id: null,
      key: null,
      label: null,
      method: 'none',
      confidence: 0,
      unidentified: false,
      inherited_from: null,
      source_url: null,
      source_id: null,
      ctwa_clid: null,
      headline: null,
      body: null,
      image_url: null,
      site: null,
      short_url: null,
      campaign: null,
      explanation: '',
    },
    closing: null,
    ...more,
  }
}

/** The screen is loaded on demand, which the first test waits for. */
const composer = () => screen.findByRole('textbox', { name: 'Escreva uma mensagem' }, { timeout: 10_000 })

const list = (items: unknown[]) => ({ body: { items, next_cursor: null, total: items.length } })
const form = {
  uses_dispositions: true,
  disposition_required: true,
  full_closing: true,
  form_version: 3,
  dispositions: [
    { id: 'dis_1', name: 'Venda concluída', outcome: 'won', requires_value: true },
    { id: 'dis_2', name: 'Achou caro', outcome: 'lost', requires_value: false },
  ],
  fields: [],
}

function answers(one: Conversation) {
  const path = `/api/v1/conversations/${one.id}`
  return {
    'GET /api/v1/me': { body: marina },
    'GET /api/v1/conversations': list([one]),
    'GET /api/v1/conversations/counts': { body: { waiting: 3, mine: 1, active: 1, unclassified: 0 } },
    [`GET ${path}`]: { body: one },
    [`GET ${path}/messages`]: list([]),
    [`GET ${path}/events`]: list([]),
    [`GET ${path}/touches`]: list([]),
    [`GET ${path}/closing-form`]: { body: form },
    [`POST ${path}/read`]: { status: 204 },
    'GET /api/v1/departments': list([{ id: 'dep_1', name: 'Vendas', archived_at: null }]),
    'GET /api/v1/users': list([]),
    'GET /api/v1/channels': list([]),
    'GET /api/v1/dispositions': list([]),
  }
}

describe('the address', () => {
  it('of a report opens the whole list, an empty one shows who waits', () => {
    expect(tabOf(validateSearch({}))).toBe('waiting')
    expect(tabOf(validateSearch({ q: 'ana' }))).toBe('waiting')
    const report = validateSearch({ entry_identifier_id: 'ein_1', from: '2026-11-01', to: '2026-11-22', stage: 'won' })
    expect(tabOf(report)).toBe('all')
    expect(listFilter(report)).toEqual({ entry_identifier_id: 'ein_1', from: '2026-11-01', to: '2026-11-22', stage: 'won' })
  })

  it('drops what a report asked for when a person goes to another tab, and keeps their own filters', () => {
    const search = validateSearch({ stage: 'won', department_id: 'dep_1' })
    expect(listFilter(onTab(search, 'mine'))).toEqual({ status: 'mine', department_id: 'dep_1' })
  })
})

it('the window for free text closes at its last second', () => {
  const until = '2026-11-22T12:00:00Z'
  const at = Date.parse(until)
  expect(sendingWindow(until, at).state).toBe('closed')
  expect(sendingWindow(until, at - 1000)).toEqual({ state: 'open', secondsLeft: 1, closing: true })
  expect(sendingWindow(until, at - 3 * 3600_000)).toMatchObject({ closing: false })
  expect(sendingWindow(null, at).state).toBe('never')
})

it('an address from outside becomes a link only when it is a web page', () => {
  expect(safeAddress('https://fb.me/abc')).toBe('https://fb.me/abc')
  expect(safeAddress('javascript:alert(1)')).toBeUndefined()
  expect(safeAddress('fb.me/abc')).toBeUndefined()
})

describe('writing', () => {
  it('shows the message at once and keeps it with a way to try again when it is refused', async () => {
    const one = conversation({ id: 'cnv_w1' })
    let refuse = true
    const received = serve({
      ...answers(one),
      'POST /api/v1/conversations/cnv_w1/messages': () =>
        refuse
          ? { status: 503, body: { code: 'unavailable', title: 'Unavailable' } }
          : { status: 201, body: { id: 'msg_1' } },
    })
    openApp('/atendimentos/cnv_w1')
    await userEvent.type(await composer(), 'Temos sim!{Enter}')
    const again = await screen.findByRole('button', { name: 'Tentar de novo' })
    expect(screen.getByText('Temos sim!')).toBeVisible()
    refuse = false
    await userEvent.click(again)
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Tentar de novo' })).toBeNull())
    const keys = received.filter((each) => each.method === 'POST' && each.path.endsWith('/messages')).map((each) => each.headers.get('Idempotency-Key'))
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  it('is for notes only once the 24 hours are over', async () => {
    serve(answers(conversation({ id: 'cnv_w2', window_until: '2026-11-01T12:00:00Z' })))
    openApp('/atendimentos/cnv_w2')
    expect(await composer()).toBeDisabled()
    expect(screen.getByText(/Passaram 24 horas/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Nota interna' }))
    expect(screen.getByRole('textbox', { name: /Escreva uma nota/ })).toBeEnabled()
  })

  it('keeps what was typed for the next visit', async () => {
    const one = conversation({ id: 'cnv_w3' })
    serve(answers(one))
    const { unmount } = openApp('/atendimentos/cnv_w3')
    await userEvent.type(await composer(), 'Já vejo')
    unmount()
    openApp('/atendimentos/cnv_w3')
    expect(await composer()).toHaveValue('Já vejo')
  })
})

describe('closing', () => {
  it('takes a digit, the value it demands and Ctrl+Enter', async () => {
    const one = conversation({ id: 'cnv_c1' })
    const received = serve({ ...answers(one), 'POST /api/v1/conversations/cnv_c1/close': { status: 204 } })
    openApp('/atendimentos/cnv_c1')
    await composer()
    await userEvent.keyboard('{Alt>}e{/Alt}')
    await screen.findByRole('radio', { name: /Venda concluída/ })
    await userEvent.keyboard('1')
    await waitFor(() => expect(screen.getByLabelText(/^Valor/)).toHaveFocus())
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText('Preencha este campo.')).toBeVisible()
    await userEvent.keyboard('289,90{Control>}{Enter}{/Control}')
    await waitFor(() => expect(received.some((each) => each.path.endsWith('/close'))).toBe(true))
    expect(received.find((each) => each.path.endsWith('/close'))?.body).toMatchObject({
      disposition_id: 'dis_1',
      value_cents: 28_990,
      form_version: 3,
      version: 4,
    })
  })

  it('shows the new form with the answers kept when the one on screen is stale', async () => {
    const one = conversation({ id: 'cnv_c2' })
    const newer = { ...form, form_version: 4, fields: [{ key: 'reason', type: 'text', label: 'Concorrente', required: true, options: [], shown_for: [] }] }
    const received = serve({
      ...answers(one),
      'POST /api/v1/conversations/cnv_c2/close': ({ body }) =>
        (body as { form_version: number }).form_version === 3
          ? { status: 409, body: { code: 'stale_form', title: 'Conflict', current: newer } }
          : { status: 204 },
    })
    openApp('/atendimentos/cnv_c2')
    await userEvent.click(await screen.findByRole('button', { name: 'Encerrar' }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(await within(dialog).findByRole('radio', { name: /Achou caro/ }))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Encerrar atendimento' }))
    await userEvent.type(await within(dialog).findByLabelText(/Concorrente/), 'Loja ao lado')
    expect(within(dialog).getByText(/Suas respostas foram mantidas/)).toBeVisible()
    expect(within(dialog).getByRole('radio', { name: /Achou caro/ })).toBeChecked()
    await userEvent.click(within(dialog).getByRole('button', { name: 'Encerrar atendimento' }))
    await waitFor(() => expect(received.filter((each) => each.path.endsWith('/close'))).toHaveLength(2))
    expect(received.findLast((each) => each.path.endsWith('/close'))?.body).toMatchObject({ form_version: 4, fields: { reason: 'Loja ao lado' } })
  })
})
