import { text } from '@/app/search'

export interface SimulatorSearch {
  /** The phone in hand. */
  celular?: string | undefined
}

export const validateSearch = (search: Record<string, unknown>): SimulatorSearch => ({ celular: text(search.celular) })
