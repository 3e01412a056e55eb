import type { Client } from 'openapi-fetch'
import { ApiProblem, asProblem, problemFrom } from './problem'
import type { paths } from './schema'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])
let csrfToken: string | undefined
let onSignedOut: () => void = () => undefined

/** The token of the cookie session, as `GET /me` answers it. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token
}

/** For the one kind of request that `fetch` cannot make: an upload that tells how far it is. */
export const csrfHeader = (): Record<string, string> => (csrfToken === undefined ? {} : { 'X-CSRF-Token': csrfToken })

/** Called when the server says that the session has ended while we believed in it. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

/** Random key of 128 bits. `crypto.randomUUID` is missing where the page is served without TLS. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function headersFor(method: string, headers: Headers): Headers {
  if (reading.has(method)) return headers
  if (csrfToken !== undefined) headers.set('X-CSRF-Token', csrfToken)
  if (method === 'POST' && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', randomKey())
  return headers
}

async function refuse(response: Response): Promise<never> {
  const problem = await problemFrom(response)
  if (problem.status === 401 && csrfToken !== undefined) onSignedOut()
  throw problem
}

const origin = () => globalThis.location?.origin ?? 'http://127.0.0.1:8080'

/** The body of a typed call: `unwrap(client.GET('/api/v1/me'))`. */
export async function unwrap<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T
}

type QueryValue = string | number | boolean | undefined | null
export type QueryValues = Record<string, QueryValue | readonly QueryValue[]>

/** `undefined`, `null` and empty values are left out; lists repeat their key. */
export function queryString(query: QueryValues = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? (value as readonly QueryValue[]) : [value as QueryValue]
    for (const one of values) if (one !== undefined && one !== null && one !== '') params.append(key, String(one))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

interface RequestParts {
  query?: QueryValues
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/**
 * The same border for routes whose address or body is only known at run time. The path starts
 * after `/api/v1`. Prefer `client`, which the compiler checks against the schema.
 */
export async function request<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  { query, body, headers, signal }: RequestParts = {},
): Promise<T> {
  const sent = headersFor(method, new Headers({ Accept: 'application/json', ...headers }))
  const form = body instanceof FormData || body instanceof Blob
  if (body !== undefined && !form) sent.set('Content-Type', 'application/json')
  const response = await globalThis
    .fetch(`${origin()}/api/v1${path}${queryString(query)}`, {
      method,
      headers: sent,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: form ? (body as BodyInit) : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
    .catch((error: unknown) => {
      if (signal?.aborted) throw error
      throw asProblem(error)
    })
  if (!response.ok) return refuse(response)
  // 202 and 204 have nothing to say.
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

interface TypedParts {
  params?: { path?: Record<string, string>; query?: QueryValues }
  body?: unknown
  signal?: AbortSignal
}

const prefix = '/api/v1'

/** `/links/{id}` with its id. */
const filled = (path: string, values: Record<string, string> = {}) =>
  path.slice(prefix.length).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))

const call =
  (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE') =>
  async (path: string, { params, body, signal }: TypedParts = {}) => ({
    data: await request<unknown>(method, filled(path, params?.path), {
      ...(params?.query ? { query: params.query } : {}),
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    }),
  })

/**
 * Typed by the schema; at run time nothing but `request`. Rejects with an `ApiProblem`; see `unwrap` for
 * the body alone.
 */
export const client = {
  GET: call('GET'),
  POST: call('POST'),
  PATCH: call('PATCH'),
  PUT: call('PUT'),
  DELETE: call('DELETE'),
} as unknown as Pick<Client<paths>, 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'>

export { ApiProblem }
