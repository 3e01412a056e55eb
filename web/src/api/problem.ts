/** A refusal of the server (RFC 9457), or a request that never reached it (`status` 0). */
export interface FieldProblem {
  field: string
  code: string
  message: string
}

export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string | undefined
  readonly errors: readonly FieldProblem[]
  /** The whole body, for what a code brings besides: the present form of a conflict. */
  readonly body: Readonly<Record<string, unknown>>

  constructor(parts: {
    status: number
    code: string
    title: string
    detail?: string | undefined
    errors?: readonly FieldProblem[]
    body?: Readonly<Record<string, unknown>>
  }) {
    super(parts.detail ?? parts.title)
    this.name = 'ApiProblem'
    this.status = parts.status
    this.code = parts.code
    this.title = parts.title
    this.detail = parts.detail
    this.errors = parts.errors ?? []
    this.body = parts.body ?? {}
  }

  /** The request never reached the server, or its answer never reached us. */
  get unreachable(): boolean {
    return this.status === 0
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return []
    const { field, code, message } = entry as Record<string, unknown>
    const name = text(field)
    return name === undefined ? [] : [{ field: name, code: text(code) ?? 'invalid', message: text(message) ?? '' }]
  })
}

/** Whatever a failed answer carries becomes a problem; a body that is no problem keeps the status. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  const parts = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  return new ApiProblem({
    status: response.status,
    code: text(parts.code) ?? `http_${response.status}`,
    title: text(parts.title) ?? response.statusText,
    detail: text(parts.detail),
    errors: fieldProblems(parts.errors),
    body: parts,
  })
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  const unreachable = error instanceof TypeError
  return new ApiProblem({
    status: unreachable ? 0 : -1,
    code: unreachable ? 'unreachable' : 'unexpected',
    title: error instanceof Error ? error.message : 'unexpected',
  })
}
