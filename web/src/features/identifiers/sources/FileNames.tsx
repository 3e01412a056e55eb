import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { previewAdNames, useImportAdNames, type AdNameRow, type ImportedAdNames } from '@/api/adNames'
import { asProblem } from '@/api/problem'
import { DataTable } from '@/components/DataTable'
import { Failure } from '@/components/FormDrawer'
import { EmptyState } from '@/components/States'
import { useFormat } from '@/format'
import classes from './sources.module.css'

/** Names out of a file: what would change is shown first, and nothing does before that is confirmed. */
export function FileNames() {
  const { t } = useTranslation(['identifiers', 'common'])
  const choose = useRef<HTMLInputElement>(null)
  const found = useRef<HTMLParagraphElement>(null)
  const [file, setFile] = useState<File>()
  const [seen, setSeen] = useState<ImportedAdNames>()
  const [failure, setFailure] = useState<unknown>()
  const [reading, setReading] = useState(false)
  const give = useImportAdNames()
  const told = (answer: ImportedAdNames) => {
    setSeen(answer)
    requestAnimationFrame(() => found.current?.focus())
  }
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    setReading(true)
    setFailure(undefined)
    setSeen(undefined)
    setFile(chosen)
    await previewAdNames(chosen).then(told, setFailure)
    setReading(false)
  }
  const confirm = async () => {
    if (!file) return
    setFailure(undefined)
    await give.mutateAsync(file).then(told, setFailure)
  }
  return (
    <>
      <div
        className={classes.drop}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          void read(event.dataTransfer.files[0])
        }}
      >
        <IconFileSpreadsheet size={28} stroke={1.6} aria-hidden />
        <p>{file?.name ?? t('file.drop')}</p>
        <Button leftSection={<IconUpload size={17} aria-hidden />} loading={reading} onClick={() => choose.current?.click()}>
          {file ? t('file.other') : t('file.choose')}
        </Button>
        <p className={classes.hint}>{t('file.columns')}</p>
        <input
          ref={choose}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          aria-label={t('file.choose')}
          hidden
          onChange={(event) => {
            void read(event.currentTarget.files?.[0])
            // The same file, mended, can be chosen again.
            event.currentTarget.value = ''
          }}
        />
      </div>
      {failure !== undefined && <FileFailure failure={failure} />}
      {seen && (
        <>
          <p ref={found} tabIndex={-1} className={classes.found} role="status">
            {seen.preview ? t('file.wouldChange', { count: seen.changed }) : t('file.changed', { count: seen.changed })}{' '}
            <Rest seen={seen} />
          </p>
          {seen.errors.length > 0 && <BadLines errors={seen.errors} />}
          {seen.preview && (seen.changed === 0 ? <EmptyState title={t('file.nothing')}>{t('file.nothingText')}</EmptyState> : <Changes rows={seen.rows} />)}
          {seen.preview && seen.changed > 0 && (
            <div className={classes.foot}>
              <p>{t('file.notYet')}</p>
              <Button loading={give.isPending} onClick={() => void confirm()}>
                {t('file.confirm', { count: seen.changed })}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  )
}

/** What is left as it is, in numbers. */
function Rest({ seen }: { seen: ImportedAdNames }) {
  const { t } = useTranslation('identifiers')
  const parts = [
    seen.unchanged > 0 && t('file.unchanged', { count: seen.unchanged }),
    seen.unseen > 0 && t('file.unseen', { count: seen.unseen }),
    seen.errors.length > 0 && t('file.bad', { count: seen.errors.length }),
  ]
  return <span className={classes.rest}>{parts.filter((part) => part !== false).join(' ')}</span>
}

const fileCodes = ['encoding', 'invalid_character', 'form', 'column_missing', 'length'] as const

function FileFailure({ failure }: { failure: unknown }) {
  const { t } = useTranslation('identifiers')
  const code = fileCodes.find((one) => one === asProblem(failure).errors[0]?.code)
  if (code === undefined) return <Failure error={failure} />
  return (
    <p role="alert" className={classes.refused}>
      {t(`file.refused.${code}`)}
    </p>
  )
}

const lineCodes = ['ad_id', 'ad_id_missing', 'ad_id_rounded', 'too_long', 'other_names'] as const

function BadLines({ errors }: { errors: ImportedAdNames['errors'] }) {
  const { t } = useTranslation('identifiers')
  return (
    <div>
      <h3 className={classes.subtitle}>{t('file.badTitle')}</h3>
      <ul className={classes.bad}>
        {errors.map(({ line, code, ad_id }) => (
          <li key={line}>
            <strong>{t('file.line', { line })}</strong>
            {ad_id !== '' && <code>{ad_id}</code>}
            <span>{t(`file.wrong.${lineCodes.find((one) => one === code) ?? 'ad_id'}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Changes({ rows }: { rows: readonly AdNameRow[] }) {
  const { t } = useTranslation('identifiers')
  const { number } = useFormat()
  const changed = rows.filter((row) => row.state === 'changed')
  const most = 200
  return (
    <div>
      <h3 className={classes.subtitle}>{t('file.changesTitle')}</h3>
      <div className={classes.tall}>
        <DataTable
          label={t('file.changesTitle')}
          rows={changed.slice(0, most)}
          rowKey={(row) => row.ad_id}
          minWidth={620}
          columns={[
            { key: 'line', header: t('file.lineColumn'), width: 64, render: (row) => row.line },
            { key: 'id', header: t('file.ad'), render: (row) => <code>{row.ad_id}</code> },
            ...(['campaign', 'ad_set', 'ad'] as const).map((field) => ({
              key: field,
              header: t(`field.${field}`),
              render: (row: AdNameRow) => <OldAndNew from={row.before?.[field]} to={row[field]} />,
            })),
          ]}
        />
      </div>
      {changed.length > most && <p className={classes.hint}>{t('file.more', { count: changed.length - most, number: number(changed.length - most) })}</p>}
    </div>
  )
}

/** A name that changes shows both; one that the file does not tell stays. */
function OldAndNew({ from, to }: { from: string | null | undefined; to: string | null }) {
  const { t } = useTranslation('identifiers')
  if (to === null || to === from) return <span className={classes.same}>{from ?? '—'}</span>
  return (
    <span className={classes.oldAndNew}>
      <del>{from ?? t('names.missing')}</del>
      <ins>{to}</ins>
    </span>
  )
}

