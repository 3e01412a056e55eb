import type { EntryIdentifier } from '@/api/identifiers'
import type { FunnelRow } from '@/api/reports'

/** What came by an identifier in the period; the whole of it where the reader sees no reports. */
export interface Counted {
  conversations: number
  won: number | null
  revenue_cents: number | null
  /** Query of the list behind the figures. */
  query: string
}

/** The figures of each identifier, out of the report of the period; one without a row had none. */
export function countedBy(rows: readonly FunnelRow[] | undefined): (row: EntryIdentifier) => Counted {
  const known = new Map(rows?.map((row) => [row.key, row]))
  return (identifier) => {
    if (rows === undefined) {
      return { conversations: identifier.conversations, won: null, revenue_cents: null, query: `entry_identifier_id=${identifier.id}&counted=true` }
    }
    const row = known.get(identifier.id)
    if (row === undefined) return { conversations: 0, won: 0, revenue_cents: 0, query: '' }
    return { conversations: row.conversations, won: row.won, revenue_cents: row.revenue_cents, query: row.conversations_query }
  }
}

export interface AdSetGroup {
  ad_set: string | null
  rows: EntryIdentifier[]
}

export interface CampaignGroup {
  campaign: string | null
  conversations: number
  won: number | null
  revenue_cents: number | null
  ad_sets: AdSetGroup[]
}

const plus = (sum: number | null, value: number | null) => (sum === null || value === null ? null : sum + value)

/** Identifiers under their campaigns and ad sets, the largest campaign first and *Campanha não informada* last. */
export function byCampaign(rows: readonly EntryIdentifier[], counted: (row: EntryIdentifier) => Counted): CampaignGroup[] {
  const groups = new Map<string | null, CampaignGroup>()
  for (const row of [...rows].sort((a, b) => counted(b).conversations - counted(a).conversations)) {
    const campaign = row.campaign || null
    const group = groups.get(campaign) ?? { campaign, conversations: 0, won: 0, revenue_cents: 0, ad_sets: [] }
    groups.set(campaign, group)
    const figures = counted(row)
    group.conversations += figures.conversations
    group.won = plus(group.won, figures.won)
    group.revenue_cents = plus(group.revenue_cents, figures.revenue_cents)
    const ad_set = row.ad_set || null
    const known = group.ad_sets.find((one) => one.ad_set === ad_set)
    if (known) known.rows.push(row)
    else group.ad_sets.push({ ad_set, rows: [row] })
  }
  return [...groups.values()].sort((a, b) => Number(a.campaign === null) - Number(b.campaign === null) || b.conversations - a.conversations)
}
