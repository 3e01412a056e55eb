import type { NewLink } from '@/api/links'
import type { FieldProblem } from '@/api/problem'

export const cells = ['name', 'site', 'campaign', 'slug'] as const
export type Cell = (typeof cells)[number]
/** A row of the table, as typed. */
export type Row = Record<Cell, string>

/** What all the links have in common. */
export interface Common {
  channel_id: string
  message: string
  department_id: string | null
  tags: string[]
}

export const emptyRow = (): Row => ({ name: '', site: '', campaign: '', slug: '' })
export const isEmpty = (row: Row) => cells.every((cell) => row[cell].trim() === '')

/** A pasted piece of a spreadsheet, put in from one cell on; what goes over the edge is left out. */
export function pasted(rows: readonly Row[], at: number, from: Cell, text: string, most: number): Row[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  const first = cells.indexOf(from)
  const next = rows.map((row) => ({ ...row }))
  lines.slice(0, most - at).forEach((line, index) => {
    const row = (next[at + index] ??= emptyRow())
    line.split('\t').forEach((value, column) => {
      const cell = cells[first + column]
      if (cell !== undefined) row[cell] = value.trim()
    })
  })
  return next
}

/** The numbers of the rows that will be made; the others are empty. */
export const filledRows = (rows: readonly Row[]): number[] => rows.flatMap((row, index) => (isEmpty(row) ? [] : [index]))

export function templateOf(common: Common): Omit<NewLink, 'name' | 'site'> {
  return {
    channel_id: common.channel_id,
    kind: 'tracked',
    message: common.message.trim(),
    ...(common.department_id === null ? {} : { department_id: common.department_id }),
    ...(common.tags.length === 0 ? {} : { tags: common.tags }),
  }
}

export function linkOf(row: Row, common: Common): NewLink {
  return {
    ...templateOf(common),
    name: row.name.trim(),
    site: row.site.trim(),
    ...(row.campaign.trim() === '' ? {} : { utm: { utm_campaign: row.campaign.trim() } }),
    ...(row.slug.trim() === '' ? {} : { slug: row.slug.trim() }),
  }
}

/** `links[3].name` as the cell of the third filled row; what belongs to no cell is left out. */
export function cellProblems(errors: readonly FieldProblem[], filled: readonly number[]): Map<string, FieldProblem> {
  const found = new Map<string, FieldProblem>()
  for (const error of errors) {
    const match = /^links\[(\d+)\]\.(\w+)/.exec(error.field)
    const row = match ? filled[Number(match[1])] : undefined
    const cell = match?.[2] === 'utm' ? 'campaign' : match?.[2]
    if (row !== undefined && cells.includes(cell as Cell)) found.set(`${row}.${cell}`, error)
  }
  return found
}

/** One thing a line, each once, without what is empty. */
export const listed = (text: string): string[] => [...new Set(text.split('\n').map((line) => line.trim()).filter(Boolean))]
