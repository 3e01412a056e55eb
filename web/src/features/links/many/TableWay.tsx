import { useState } from 'react'
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { mostAtOnce, useCreateLinks } from '@/api/generator'
import { asProblem } from '@/api/problem'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { byCode } from '@/components/problems'
import { tidySlug } from '../draft'
import { Section } from '../Section'
import { CommonFields } from './Common'
import type { WayProps } from './ManyLinks'
import { cellProblems, cells, emptyRow, filledRows, linkOf, pasted, type Cell, type Row } from './rows'
import classes from './many.module.css'
import shared from '../links.module.css'

/** A row for each link; a piece of a spreadsheet can be pasted into any cell. */
export function TableWay({ common, onCommon, channels, tags, onMade, onDone }: WayProps) {
  const { t } = useTranslation(['links', 'generator', 'common'])
  const create = useCreateLinks()
  const [rows, setRows] = useState<Row[]>(() => Array.from({ length: 5 }, emptyRow))
  const [missing, setMissing] = useState(false)
  const filled = filledRows(rows)
  const problem = create.error ? asProblem(create.error) : undefined
  const wrong = problem ? cellProblems(problem.errors, filledRows(create.variables && 'links' in create.variables ? rows : [])) : undefined
  const change = (at: number, cell: Cell, value: string) => {
    create.reset()
    setRows(rows.map((row, index) => (index === at ? { ...row, [cell]: cell === 'slug' ? tidySlug(value) : value } : row)))
  }
  const errorOf = (at: number, cell: Cell): string | undefined => {
    const told = wrong?.get(`${at}.${cell}`)
    if (told) return byCode('field', told.code) ?? told.message
    if (missing && (cell === 'name' || cell === 'site') && filled.includes(at) && rows[at]?.[cell].trim() === '') return t('common:validation.required')
    return undefined
  }
  const submit = async (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const incomplete = filled.find((index) => rows[index]?.name.trim() === '' || rows[index]?.site.trim() === '')
    setMissing(incomplete !== undefined)
    if (incomplete !== undefined || filled.length === 0) {
      const at = incomplete ?? 0
      const cell = rows[at]?.name.trim() === '' ? 'name' : 'site'
      event.currentTarget.querySelector<HTMLElement>(`[data-cell="${at}.${cell}"]`)?.focus()
      return
    }
    const links = filled.flatMap((index) => (rows[index] ? [linkOf(rows[index], common)] : []))
    await create.mutateAsync({ links }).then(({ items }) => onMade(items), () => undefined)
  }
  const taken = problem?.code === 'slug_taken' ? (problem.body.current as { suggestion?: string } | undefined) : undefined
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Card>
        <Section title={t('generator:many.rows')}>
          <p className={shared.hint}>{t('generator:many.pasteHint')}</p>
          {problem && (wrong?.size ?? 0) === 0 && <Failure error={problem} />}
          {taken?.suggestion !== undefined && <p className={shared.hint}>{t('generator:many.trySlug', { slug: taken.suggestion })}</p>}
          <div className={classes.scroll} role="region" aria-label={t('generator:many.rows')} tabIndex={0}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('generator:many.line')}</th>
                  {cells.map((cell) => (
                    <th scope="col" key={cell}>
                      {t(`generator:many.cell.${cell}`)}
                    </th>
                  ))}
                  <th scope="col">
                    <span className={classes.hidden}>{t('common:actions.remove')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  // Rows are known by their place alone.
                  <tr key={index}>
                    <th scope="row">{index + 1}</th>
                    {cells.map((cell) => (
                      <td key={cell}>
                        <TextInput
                          size="sm"
                          aria-label={t('generator:many.cellOf', { cell: t(`generator:many.cell.${cell}`), line: index + 1 })}
                          data-cell={`${index}.${cell}`}
                          maxLength={cell === 'slug' ? 64 : 120}
                          value={row[cell]}
                          error={errorOf(index, cell)}
                          onChange={(event) => change(index, cell, event.currentTarget.value)}
                          onPaste={(event) => {
                            const text = event.clipboardData.getData('text/plain')
                            if (!/[\t\n]/.test(text.trimEnd())) return
                            event.preventDefault()
                            create.reset()
                            setRows(pasted(rows, index, cell, text, mostAtOnce))
                          }}
                        />
                      </td>
                    ))}
                    <td>
                      <ActionIcon
                        size={34}
                        aria-label={t('generator:many.removeLine', { line: index + 1 })}
                        onClick={() => setRows(rows.length > 1 ? rows.filter((_, at) => at !== index) : [emptyRow()])}
                      >
                        <IconTrash size={17} aria-hidden />
                      </ActionIcon>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Button
            variant="default"
            size="sm"
            className={classes.more}
            leftSection={<IconPlus size={16} aria-hidden />}
            disabled={rows.length >= mostAtOnce}
            onClick={() => setRows([...rows, ...Array.from({ length: Math.min(5, mostAtOnce - rows.length) }, emptyRow)])}
          >
            {t('generator:many.addLines')}
          </Button>
        </Section>
        <CommonFields value={common} onChange={onCommon} channels={channels} tags={tags} />
        <Foot count={filled.length} busy={create.isPending} onDone={onDone} />
      </Card>
    </form>
  )
}

/** How many will be made is said before. */
export function Foot({ count, busy, onDone }: { count: number; busy: boolean; onDone: () => void }) {
  const { t } = useTranslation(['generator', 'common'])
  const tooMany = count > mostAtOnce
  return (
    <div className={classes.foot}>
      <p role="status" data-wrong={tooMany || undefined}>
        {tooMany ? t('many.tooMany', { count, most: mostAtOnce }) : t('many.willMake', { count })}
      </p>
      <div className={shared.buttons}>
        <Button variant="default" onClick={onDone}>
          {t('common:actions.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={count === 0 || tooMany}>
          {t('many.submit', { count })}
        </Button>
      </div>
    </div>
  )
}
