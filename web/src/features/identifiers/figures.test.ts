import { describe, expect, it } from 'vitest'
import type { EntryIdentifier } from '@/api/identifiers'
import type { FunnelRow } from '@/api/reports'
import { byCampaign, countedBy } from './figures'

const identifier = (id: string, campaign: string | null, ad_set: string | null = null) =>
  ({ id, campaign, ad_set, conversations: 7 }) as EntryIdentifier
const row = (key: string, conversations: number, won: number) =>
  ({ key, conversations, won, revenue_cents: won * 100, conversations_query: `of=${key}` }) as FunnelRow

describe('figures of identifiers', () => {
  it('come from the report of the period, and one without a row had none', () => {
    const counted = countedBy([row('a', 5, 2)])
    expect(counted(identifier('a', null))).toEqual({ conversations: 5, won: 2, revenue_cents: 200, query: 'of=a' })
    expect(counted(identifier('b', null)).conversations).toBe(0)
  })

  it('are all conversations, without won ones, for who sees no reports', () => {
    expect(countedBy(undefined)(identifier('a', null))).toMatchObject({ conversations: 7, won: null })
  })

  it('add up under their campaigns, those without one last however many', () => {
    const rows = [identifier('a', 'Natal', 'Homens'), identifier('b', null), identifier('c', 'Natal', 'Mulheres'), identifier('d', 'Páscoa'), identifier('e', 'Natal', 'Homens')]
    const groups = byCampaign(rows, countedBy([row('a', 1, 0), row('b', 90, 1), row('c', 4, 2), row('d', 3, 3), row('e', 2, 1)]))
    expect(groups.map(({ campaign, conversations, won }) => [campaign, conversations, won])).toEqual([
      ['Natal', 7, 3],
      ['Páscoa', 3, 3],
      [null, 90, 1],
    ])
    expect(groups[0]?.ad_sets.map(({ ad_set, rows }) => [ad_set, rows.map(({ id }) => id)])).toEqual([
      ['Mulheres', ['c']],
      ['Homens', ['e', 'a']],
    ])
  })
})
