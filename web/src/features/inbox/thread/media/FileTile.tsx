import { VisuallyHidden } from '@mantine/core'
import { IconDownload, IconFile, IconFileSpreadsheet, IconFileText, IconFileTypePdf, IconFileZip, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Media } from '@/api/media'
import { useFormat } from '@/format'
import { formatBytes } from './bytes'
import classes from './media.module.css'

const signs: [RegExp, Icon][] = [
  [/pdf$/, IconFileTypePdf],
  [/spreadsheet|excel|csv$/, IconFileSpreadsheet],
  [/zip|compressed|rar$/, IconFileZip],
  [/word|^text\/|opendocument\.text/, IconFileText],
]

export const fileSign = (type: string | null): Icon => signs.find(([pattern]) => pattern.test(type ?? ''))?.[1] ?? IconFile

/** `pedido.xlsx` to `XLSX`. */
export const extensionOf = (name: string) => /\.([a-z\d]{1,5})$/i.exec(name)?.[1]?.toUpperCase()

/** A document: what it is called, how large it is, and the way to have it. */
export function FileTile({ media, address }: { media: Media; address: string }) {
  const { t } = useTranslation('thread')
  const { locale } = useFormat()
  const Symbol = fileSign(media.mime_type)
  const name = media.file_name ?? t('media.unnamed')
  const facts = [extensionOf(name), media.size_bytes === null ? undefined : formatBytes(media.size_bytes, locale)]
  return (
    <a className={classes.file} href={address} download={name}>
      <VisuallyHidden>{t('media.downloadIt')}</VisuallyHidden>
      <span className={classes.fileSign} aria-hidden>
        <Symbol size={24} stroke={1.6} />
      </span>
      <span className={classes.fileWords}>
        <span className={classes.fileName}>{name}</span>
        <span className={classes.size}>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      <IconDownload size={19} stroke={1.8} aria-hidden className={classes.fileDown} />
    </a>
  )
}
