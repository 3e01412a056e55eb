import { vi } from 'vitest'
import type { Me } from '@/api/session'

export interface Received {
  method: string
  path: string
  headers: Headers
  body: unknown
}

type Answer = { status?: number; body?: unknown }
type Answers = Record<string, Answer | ((received: Received) => Answer)>

/**
 * Stands in for the server at the network border: `{'GET /api/v1/me': {body: me}}`. A route that
 * is not listed answers 404. Answers the list of what was received.
 */
export function serve(answers: Answers): Received[] {
  const received: Received[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input instanceof Request ? input : String(input), init)
    const text = await request.text()
    const { pathname } = new URL(request.url)
    const one: Received = {
      method: request.method,
      path: pathname,
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
    received.push(one)
    const found = answers[`${one.method} ${pathname}`] ?? { status: 404, body: { code: 'not_found', title: 'Not found' } }
    const { status = 200, body } = typeof found === 'function' ? found(one) : found
    const type = status >= 400 ? 'application/problem+json' : 'application/json'
    return new Response(status === 204 ? null : JSON.stringify(body ?? {}), { status, headers: { 'content-type': type } })
  })
  return received
}

export const marina: Me = {
  user_id: 'usr_1',
  name: 'Marina Prado',
  email: 'marina@horizonte.test',
  role: 'admin',
  department_ids: [],
  company: {
    id: 'com_1',
    name: 'Loja Horizonte',
    time_zone: 'America/Sao_Paulo',
    currency: 'BRL',
    locale: 'pt-BR',
    today: '2026-11-22',
  },
  companies: [{ company_id: 'com_1', name: 'Loja Horizonte', role: 'admin' }],
  csrf_token: 'token-of-marina',
  demo: false,
  insecure: false,
}
