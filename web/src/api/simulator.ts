import { queryOptions } from '@tanstack/react-query'
import type { Conversation } from './conversations'
import { problemFrom } from './problem'

/** The simulated phone of the demo. It stands outside the API: no login, no version. */
export interface AdChoice {
  key: string
  kind: 'ad' | 'post'
  headline: string
  body: string
  campaign: string | null
}

export interface LinkChoice {
  slug: string
  name: string
  kind: 'tracked' | 'hashtag'
  site: string
  short_url: string
}

export interface ProductChoice {
  retailer_id: string
  name: string
  price: string
}

/** The providers that the fakes of the demo speak for, and the names of their texts. */
export type SimulatedProvider = 'meta_cloud' | 'dialog360' | 'twilio' | 'evolution' | 'waha' | 'zapi'

export interface ProviderChoice {
  provider: SimulatedProvider
  store_number: string
}

export interface Choices {
  store: string
  store_number: string
  /** The first is used where none is chosen. */
  providers?: ProviderChoice[]
  ads: AdChoice[]
  links: LinkChoice[]
  products: ProductChoice[]
}

export interface Phone {
  id: string
  name: string
  number: string
}

export type Tap =
  | { kind: 'ad'; key: string; headline: string; body: string; prefilled: string }
  | { kind: 'link'; slug: string; prefilled: string }
  | { kind: 'product'; retailer_id: string; name: string; price: string; prefilled: string }
  | { kind: 'chat'; provider: SimulatedProvider; prefilled: string }

export interface PhoneMessage {
  id: string
  provider?: SimulatedProvider
  own: boolean
  kind: 'text' | 'image' | 'audio'
  text: string | null
  card: string | null
  at: string
  ticks: 'sent' | 'delivered' | 'read'
}

export interface Made {
  conversation: Conversation
  department: string | null
  agent: string | null
}

export interface PhoneThread {
  phone: Phone
  messages: PhoneMessage[]
  tap: Tap | null
  made: Made | null
}

async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const response = await globalThis.fetch(new URL(`/simulator/api${path}`, globalThis.location.origin), {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw await problemFrom(response)
  return (await response.json()) as T
}

/** How often an open phone looks for answers. */
const lookAgainMs = 1000

export const choicesQuery = queryOptions({
  queryKey: ['simulator', 'choices'],
  queryFn: () => ask<Choices>('GET', '/choices'),
})

export const threadQuery = (id: string) =>
  queryOptions({
    queryKey: ['simulator', 'phones', id],
    queryFn: () => ask<PhoneThread>('GET', `/phones/${encodeURIComponent(id)}`),
    refetchInterval: lookAgainMs,
    retry: false,
  })

export const makePhone = (phone: { name?: string; number?: string }) => ask<Phone>('POST', '/phones', phone)

export type NewTap =
  | { kind: 'plain' }
  | { kind: 'ad'; key: string }
  | { kind: 'link'; slug: string }
  | { kind: 'product'; retailer_id: string }
  | { kind: 'chat'; url: string }

export const tapOn = (id: string, tap: NewTap) =>
  ask<Tap | null>('POST', `/phones/${encodeURIComponent(id)}/taps`, tap)

export interface NewPhoneMessage {
  text: string
  kind: PhoneMessage['kind']
  card_closed: boolean
  /** Through which provider it goes; the first of the choices by itself. */
  provider?: SimulatedProvider
}

export const sendFrom = (id: string, message: NewPhoneMessage) =>
  ask<PhoneMessage>('POST', `/phones/${encodeURIComponent(id)}/messages`, message)
