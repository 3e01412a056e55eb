import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { useChange } from './lists'

export const carriers = [
  'code',
  'invisible_code',
  'prefilled_text',
  'hashtag',
  'dedicated_number',
  'product_link',
  'link_header',
] as const
export type Carrier = (typeof carriers)[number]
export type Strength = 'strong' | 'medium' | 'weak'

export interface CarrierSetting {
  carrier: Carrier
  on: boolean
  on_by_default: boolean
  strength: Strength
  survives_erased_text: boolean
}
export interface CarrierSettings {
  items: CarrierSetting[]
  /** A hashtag at the start of the first message is the identifier instead of an ad or link. */
  hashtag_wins: boolean
  /** Where the text names a link and the header an ad, the text decides. */
  text_wins: boolean
}
export interface CarrierChange {
  carriers?: Partial<Record<Carrier, boolean>>
  hashtag_wins?: boolean
  text_wins?: boolean
}

export const carriersQuery = queryOptions({
  queryKey: ['company', 'carriers'],
  queryFn: ({ signal }) => request<CarrierSettings>('GET', '/company/carriers', { signal }),
})
export const useCarriers = () => useQuery(carriersQuery)

export const useChangeCarriers = () =>
  useChange((body: CarrierChange) => request<CarrierSettings>('PATCH', '/company/carriers', { body }), 'company', 'links')

export type StepState = 'waiting' | 'works' | 'lost' | 'unavailable'
export interface CarrierTestStep {
  carrier: Carrier
  state: StepState
  /** To be opened on the phone; `null`: this carrier cannot be tried. */
  url: string | null
  qr_svg: string | null
  text: string
  seen_at: string | null
}
export interface CarrierTest {
  id: string
  channel_id: string
  phone: string
  started_at: string
  steps: CarrierTestStep[]
}

export interface NewCarrierTest {
  channel_id: string
  phone: string
  product_id?: string
}
export const useStartCarrierTest = () =>
  useMutation({ mutationFn: (body: NewCarrierTest) => request<CarrierTest>('POST', '/company/carrier-tests', { body }) })

/** Somebody stands before the screen with a phone in the hand. */
const lookAgainMs = 1500

export const isUnderWay = (test: CarrierTest) => test.steps.some((step) => step.state === 'waiting')

export const carrierTestQuery = (id: string) =>
  queryOptions({
    queryKey: ['carrier-tests', id],
    queryFn: ({ signal }) => request<CarrierTest>('GET', `/company/carrier-tests/${encodeURIComponent(id)}`, { signal }),
    // What was lost once may come through at the second try, so it is looked for as long as the page is open.
    refetchInterval: lookAgainMs,
    retry: false,
  })
