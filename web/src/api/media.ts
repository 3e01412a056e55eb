import { useMutation, useQueryClient } from '@tanstack/react-query'
import { csrfHeader, randomKey, request } from './client'
import { ApiProblem, problemFrom } from './problem'

/** A file of a message. Its addresses are ours: nothing is fetched from a provider by the browser. */
export interface Media {
  id: string
  state: 'waiting' | 'ready' | 'failed' | 'too_large' | 'refused_type' | 'gone'
  mime_type: string | null
  voice?: boolean
  file_name: string | null
  size_bytes: number | null
  width: number | null
  height: number | null
  duration_s: number | null
  reason: string | null
  url: string | null
  thumbnail_url: string | null
}

export interface Uploaded {
  id: string
  kind: string
  mime_type: string
  size_bytes: number
}

/** Asks the provider for the file once more. */
export function useRetryMedia() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request<unknown>('POST', `/media/${id}/retry`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['conversations'] }),
  })
}

interface UploadParts {
  voice: boolean
  /** 0 to 1, while the bytes go. */
  onProgress: (share: number) => void
  signal: AbortSignal
}

/** `fetch` does not tell how far an upload is; this does. Rejects with an `ApiProblem` like every other request. */
export function upload(file: File, { voice, onProgress, signal }: UploadParts): Promise<Uploaded> {
  const query = new URLSearchParams({ file_name: file.name, ...(voice ? { voice: 'true' } : {}) })
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', `/api/v1/media?${query.toString()}`)
    for (const [name, value] of Object.entries({ ...csrfHeader(), 'Idempotency-Key': randomKey(), Accept: 'application/json' })) {
      call.setRequestHeader(name, value)
    }
    call.setRequestHeader('Content-Type', file.type === '' ? 'application/octet-stream' : file.type)
    call.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && onProgress(loaded / total)
    call.onload = () => {
      if (call.status < 300) resolve(JSON.parse(call.responseText) as Uploaded)
      else void problemFrom(new Response(call.responseText, { status: call.status })).then(reject)
    }
    call.onerror = () => reject(new ApiProblem({ status: 0, code: 'unreachable', title: 'unreachable' }))
    call.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', () => call.abort())
    call.send(file)
  })
}
