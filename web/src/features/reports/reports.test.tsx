import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { FunnelRow } from '@/api/reports'
import { marina, serve } from '@/test/server'
import { openApp } from '@/test/render'
import { columnsFrom, usualColumns } from './funnelColumns'
import { filtersOf } from './filters'
import { validateSearch } from './search'

const row = (changes: Partial<FunnelRow>): FunnelRow => ({
  key: 'total',
  label: 'Total',
  kind: null,
  clicks: 40,
  conversations: 20,
  new_contacts: 15,
  answered: 18,
  engaged: 9,
  qualified: 8,
  won: 5,
  lost: 6,
  neutral: 2,
  not_lead: 1,
  unclassified: 1,
  open: 2,
  revenue_cents: 123_456,
  first_response: { n: 18, p50_s: 134, p90_s: 900, unanswered: 2 },
  conversations_query: 'from=2026-11-01&to=2026-11-30&department_id=dep_1&counted=true',
  clicks_query: null,
  ...changes,
})
const funnel = {
  from: '2026-11-01',
  to: '2026-11-30',
  date_basis: 'entry',
  group_by: 'kind',
  rows: [row({ key: 'link', label: 'link', conversations_query: 'from=2026-11-01&to=2026-11-30&entry_kind=link' })],
  totals: row({}),
}

describe('filters', () => {
  it('in the address are the words of the server; nonsense is dropped', () => {
    const search = validateSearch({ from: '2026-11-01', to: '2026-11-30', date_basis: 'sometimes', department_id: 'dep_1', other: 'x' })
    expect(filtersOf(search, '2026-11-22')).toEqual({ from: '2026-11-01', to: '2026-11-30', date_basis: 'entry', department_id: 'dep_1' })
  })

  it('without a period are the last 30 days of the company', () => {
    expect(filtersOf({}, '2026-11-22')).toEqual({ from: '2026-10-24', to: '2026-11-22', date_basis: 'entry' })
  })

  it('keep the view of the origin, and leave the usual one out', () => {
    const viewed = validateSearch({ from: '2026-11-01', to: '2026-11-30', origin_view: 'last_paid' })
    expect(filtersOf(viewed, '2026-11-22')).toMatchObject({ origin_view: 'last_paid' })
    for (const origin_view of ['entry', 'middle']) {
      expect(filtersOf(validateSearch({ origin_view }), '2026-11-22')).not.toHaveProperty('origin_view')
    }
  })

  it('choose columns that exist, else the usual ones', () => {
    expect(columnsFrom('won,clicks,gold')).toEqual(['clicks', 'won'])
    expect(columnsFrom('gold')).toBe(usualColumns)
  })
})

describe('the funnel', () => {
  const open = async () => {
    const received = serve({
      'GET /api/v1/me': { body: marina },
      'GET /api/v1/reports/funnel': { body: funnel },
    })
    const app = openApp('/relatorios/funil?from=2026-11-01&to=2026-11-30&department_id=dep_1&group_by=kind')
    await screen.findByRole('heading', { name: 'No que deram' })
    return { ...app, received }
  }
  it('shows and changes the view of the origin in the address', async () => {
    const { router } = await open()
    const views = within(screen.getByRole('radiogroup', { name: 'Visão da origem' }))
    expect(views.getByRole('radio', { name: 'Desta entrada' })).toBeChecked()
    await userEvent.click(views.getByRole('radio', { name: 'Última paga' }))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ origin_view: 'last_paid', department_id: 'dep_1' }))
    await screen.findByText(/conta pelo último anúncio do contato/)
    await userEvent.click(views.getByRole('radio', { name: 'Desta entrada' }))
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('origin_view'))
  })

  const queryOf = (link: HTMLElement) => Object.fromEntries(new URLSearchParams(link.getAttribute('href')?.split('?')[1]))

  it('opens the exact list behind each outcome', async () => {
    await open()
    const split = within(screen.getByRole('table', { name: 'No que deram' }))
    const won = within(split.getByRole('row', { name: /Ganho/ })).getByRole('link')
    expect(won).toHaveTextContent('5')
    expect(queryOf(won)).toEqual({ from: '2026-11-01', to: '2026-11-30', department_id: 'dep_1', counted: 'true', stage: 'won' })
    const qualified = within(split.getByRole('row', { name: /Qualificado/ })).getByRole('link')
    expect(qualified).toHaveTextContent('3')
    expect(queryOf(qualified)).toMatchObject({ outcome: 'qualified' })
  })

  it('takes a filter out of the address when its chip is pressed', async () => {
    const { router } = await open()
    await userEvent.click(screen.getByRole('button', { name: /^Remover filtro Departamento/ }))
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('department_id'))
    expect(router.state.location.search).toMatchObject({ from: '2026-11-01', group_by: 'kind' })
  })
})
