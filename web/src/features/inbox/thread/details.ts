/** Reads what a message carries beside its text. It comes from other people's programs: nothing is taken for granted. */
type Shape = Record<string, unknown>

const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null && !Array.isArray(value)

export class Details {
  private readonly shape: Shape
  private readonly list: readonly unknown[]

  constructor(value: unknown) {
    this.shape = isShape(value) ? value : {}
    this.list = Array.isArray(value) ? value : []
  }

  text(key: string): string | undefined {
    const value = this.shape[key]
    if (typeof value === 'string' && value !== '') return value
    return typeof value === 'number' ? String(value) : undefined
  }

  number(key: string): number | undefined {
    const value = this.shape[key]
    const read = typeof value === 'string' ? Number(value) : value
    return typeof read === 'number' && Number.isFinite(read) ? read : undefined
  }

  flag(key: string): boolean {
    return this.shape[key] === true
  }

  texts(key: string): string[] {
    const value = this.shape[key]
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
  }

  items(key?: string): Details[] {
    const value = key === undefined ? this.list : this.shape[key]
    return Array.isArray(value) ? value.map((one) => new Details(one)) : []
  }

  /** Answers of a WhatsApp form, which come as a JSON text. */
  answers(key: string): [string, string][] {
    try {
      const read: unknown = JSON.parse(this.text(key) ?? 'null')
      if (!isShape(read)) return []
      return Object.entries(read)
        .filter(([name]) => name !== 'flow_token')
        .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    } catch {
      return []
    }
  }
}
