import { text } from '@/app/search'

export interface SimulatorSearch {
  /** The phone in hand. */
  celular?: string | undefined
  /** The number of the phone, when another screen says whose it is. */
  numero?: string | undefined
  /** An address of `wa.me` that is opened on it, as by reading a QR code. */
  abrir?: string | undefined
}

export const validateSearch = (search: Record<string, unknown>): SimulatorSearch => ({
  celular: text(search.celular),
  numero: text(search.numero),
  abrir: text(search.abrir),
})
