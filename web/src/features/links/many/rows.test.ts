import { expect, it } from 'vitest'
import { cellProblems, emptyRow, filledRows, linkOf, listed, pasted } from './rows'

const common = { channel_id: 'ch_1', message: ' Oi ', department_id: null, tags: [] }

it('a pasted piece of a spreadsheet fills cells from where it is put, and grows the table up to its end', () => {
  const rows = pasted([emptyRow(), emptyRow()], 1, 'site', 'Google\tVerão\r\nTikTok\tInverno\ttiktok\tzu viel\r\n', 3)
  expect(rows).toEqual([
    emptyRow(),
    { name: '', site: 'Google', campaign: 'Verão', slug: '' },
    { name: '', site: 'TikTok', campaign: 'Inverno', slug: 'tiktok' },
  ])
  expect(pasted(rows, 2, 'name', 'a\nb\nc', 3)).toHaveLength(3)
})

it('empty rows are left out, and a refusal finds the cell of the row that was meant', () => {
  const rows = [emptyRow(), { ...emptyRow(), name: 'Bio' }, emptyRow(), { ...emptyRow(), slug: 'x' }]
  const filled = filledRows(rows)
  expect(filled).toEqual([1, 3])
  const error = { field: 'links[1].name', code: 'length', message: '' }
  const other = { field: 'links[0].utm', code: 'value', message: '' }
  const elsewhere = { field: 'links[0].channel_id', code: 'unknown', message: '' }
  expect([...cellProblems([error, other, elsewhere], filled).keys()]).toEqual(['3.name', '1.campaign'])
})

it('a row says only what stands in it', () => {
  expect(linkOf({ name: ' Bio ', site: 'Instagram', campaign: '', slug: '' }, common)).toEqual({
    channel_id: 'ch_1',
    kind: 'tracked',
    message: 'Oi',
    name: 'Bio',
    site: 'Instagram',
  })
})

it('a list has each line once', () => {
  expect(listed(' Google \n\nTikTok\nGoogle')).toEqual(['Google', 'TikTok'])
})
