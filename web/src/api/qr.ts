import { useQuery } from '@tanstack/react-query'
import { request } from './client'
import { useChange } from './lists'
import { problemFrom } from './problem'

export const qrLevels = ['L', 'M', 'Q', 'H'] as const
export type QrLevel = (typeof qrLevels)[number]

export interface QrLook {
  size: number
  level: QrLevel
  logo: boolean
}

const logoPath = '/api/v1/company/qr-logo'

/** Where the code of a link can be fetched, drawn as asked. With a logo the level is the highest, always. */
export function qrFile(slug: string, format: 'svg' | 'png', { size, level, logo }: QrLook): string {
  return `/l/${encodeURIComponent(slug)}/qr.${format}?size=${size}&${logo ? 'logo=true' : `level=${level}`}`
}

async function picture(path: string, signal?: AbortSignal): Promise<Blob | null> {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-cache', ...(signal ? { signal } : {}) })
  if (!response.ok) throw await problemFrom(response)
  return response.status === 204 ? null : response.blob()
}

/** The company's logo as it is kept; `null` without one. */
export const useQrLogo = () =>
  useQuery({ queryKey: ['company', 'qr-logo'], queryFn: ({ signal }) => picture(logoPath, signal) })

/** The code itself: the server answers one with a logo only after it has read it back. */
export const useQrFile = (slug: string, look: QrLook, version: unknown) =>
  useQuery({
    queryKey: ['qr', slug, look, version],
    queryFn: ({ signal }) => picture(qrFile(slug, 'png', look), signal),
    retry: false,
    gcTime: 0,
  })

export const useSetQrLogo = () => useChange((file: Blob) => request<undefined>('PUT', '/company/qr-logo', { body: file }), 'company', 'qr')
export const useDeleteQrLogo = () => useChange(() => request<undefined>('DELETE', '/company/qr-logo'), 'company', 'qr')

/** The address of a printable sheet. */
export const sheetAddress = (ids: readonly string[], columns: number, level: QrLevel) =>
  `/api/v1/links/qr-sheet.pdf?ids=${ids.join(',')}&columns=${columns}&level=${level}`
