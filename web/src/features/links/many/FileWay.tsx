import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { IconDownload, IconFileSpreadsheet, IconUpload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { previewImport, useImportLinks, type ImportedLinks } from '@/api/generator'
import { useDepartments } from '@/api/departments'
import { asProblem } from '@/api/problem'
import { DataTable } from '@/components/DataTable'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { byCode } from '@/components/problems'
import { EmptyState } from '@/components/States'
import i18n from '@/i18n'
import type { WayProps } from './ManyLinks'
import classes from './many.module.css'
import shared from '../links.module.css'

const header = 'nome;conexao;site;campanha;mensagem;endereco;departamento;etiquetas;expira_em'

/** A file: what it would make is shown first, line by line, and nothing is made before that is confirmed. */
export function FileWay({ channels, onMade, onDone }: WayProps) {
  const { t } = useTranslation(['generator', 'common'])
  const choose = useRef<HTMLInputElement>(null)
  const found = useRef<HTMLParagraphElement>(null)
  const [file, setFile] = useState<File>()
  const [seen, setSeen] = useState<ImportedLinks>()
  const [failure, setFailure] = useState<unknown>()
  const [reading, setReading] = useState(false)
  const [over, setOver] = useState(false)
  const make = useImportLinks()

  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    setReading(true)
    setFailure(undefined)
    setSeen(undefined)
    setFile(chosen)
    try {
      setSeen(await previewImport(chosen))
      requestAnimationFrame(() => found.current?.focus())
    } catch (error) {
      setFailure(error)
    } finally {
      setReading(false)
    }
  }
  const confirm = async () => {
    if (!file) return
    setFailure(undefined)
    await make.mutateAsync(file).then(({ items }) => onMade(items), setFailure)
  }
  const example = `\u{feff}${header}\r\nBio do Instagram;${channels[0]?.name ?? ''};Instagram;;Olá! Vim por {link};;;;\r\n`
  const problem = failure === undefined ? undefined : asProblem(failure)
  return (
    <Card>
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void read(event.dataTransfer.files[0])
        }}
      >
        <IconFileSpreadsheet size={28} stroke={1.6} aria-hidden />
        <p>{file?.name ?? t('many.dropFile')}</p>
        <div className={shared.files}>
          <Button leftSection={<IconUpload size={17} aria-hidden />} loading={reading} onClick={() => choose.current?.click()}>
            {file ? t('many.otherFile') : t('many.chooseFile')}
          </Button>
          <Button
            component="a"
            variant="default"
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(example)}`}
            download="links.csv"
            leftSection={<IconDownload size={17} aria-hidden />}
          >
            {t('many.example')}
          </Button>
        </div>
        <p className={shared.hint}>{t('many.columns')}</p>
        <input
          ref={choose}
          type="file"
          accept=".csv,text/csv,text/plain"
          aria-label={t('many.chooseFile')}
          hidden
          onChange={(event) => {
            void read(event.currentTarget.files?.[0])
            // The same file, mended, can be chosen again.
            event.currentTarget.value = ''
          }}
        />
      </div>
      {problem && (problem.errors[0] ? <FileFailure code={problem.errors[0].code} message={problem.errors[0].message} /> : <Failure error={problem} />)}
      {seen && (
        <>
          <p ref={found} tabIndex={-1} className={classes.found} role="status">
            {t('many.goodLines', { count: seen.rows.length })} {t('many.badLines', { count: new Set(seen.errors.map(({ line }) => line)).size })}
          </p>
          {seen.errors.length > 0 && <BadLines errors={seen.errors} />}
          {seen.rows.length === 0 ? <EmptyState title={t('many.noGood')}>{t('many.noGoodText')}</EmptyState> : <GoodLines rows={seen.rows} />}
          <div className={classes.foot}>
            <p>{t('many.nothingYet')}</p>
            <div className={shared.buttons}>
              <Button variant="default" onClick={onDone}>
                {t('common:actions.cancel')}
              </Button>
              <Button disabled={seen.rows.length === 0} loading={make.isPending} onClick={() => void confirm()}>
                {t('many.submit', { count: seen.rows.length })}
              </Button>
            </div>
          </div>
        </>
      )}
    </Card>
  )
}

const sentence = (code: string, message: string) => byCode('field', code) ?? (i18n.language === 'en' ? message : i18n.t('problems:field.invalid'))

function FileFailure({ code, message }: { code: string; message: string }) {
  return (
    <p role="alert" className={shared.warning}>
      {sentence(code, message)}
    </p>
  )
}

function BadLines({ errors }: { errors: ImportedLinks['errors'] }) {
  const { t } = useTranslation('generator')
  const columnOf = (field: string) => t(`many.column.${field}` as 'many.column.name', { defaultValue: field })
  return (
    <div>
      <h2 className={classes.subtitle}>{t('many.badTitle')}</h2>
      <ul className={classes.bad}>
        {errors.map(({ line, field, code, message }, index) => (
          <li key={index}>
            <strong>{t('many.lineNumber', { line })}</strong>
            <span>{columnOf(field)}</span>
            <span>{i18n.exists(`generator:many.wrong.${field}_${code}`) ? t(`many.wrong.${field}_${code}` as 'many.wrong.name_length') : sentence(code, message)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function GoodLines({ rows }: { rows: ImportedLinks['rows'] }) {
  const { t } = useTranslation('generator')
  const departments = useDepartments().data
  return (
    <div>
      <h2 className={classes.subtitle}>{t('many.goodTitle')}</h2>
      <div className={classes.tall}>
        <DataTable
          label={t('many.goodTitle')}
          rows={rows}
          rowKey={(row) => String(row.line)}
          minWidth={760}
          columns={[
            { key: 'line', header: t('many.line'), render: (row) => row.line, width: 70 },
            { key: 'name', header: t('many.column.name'), render: (row) => <strong>{row.name}</strong> },
            { key: 'site', header: t('many.column.site'), render: (row) => row.site },
            { key: 'campaign', header: t('many.column.campaign'), render: (row) => row.utm.utm_campaign ?? '—' },
            { key: 'message', header: t('many.column.message'), render: (row) => row.message || '—' },
            { key: 'slug', header: t('many.column.slug'), render: (row) => row.slug ?? t('many.automatic') },
            { key: 'department', header: t('many.column.department'), render: (row) => departments?.find(({ id }) => id === row.department_id)?.name ?? '—' },
          ]}
        />
      </div>
    </div>
  )
}
