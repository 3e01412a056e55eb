import { randomKey } from '@/api/client'

/** A file that somebody chose and has not sent yet. */
export interface Attachment {
  key: string
  file: File
  kind: AttachmentKind
  voice: boolean
  /** Of this page alone, to show what was chosen. */
  preview: string | undefined
  problem: 'empty' | 'too_large' | undefined
}
export type AttachmentKind = 'image' | 'video' | 'audio' | 'document'

const megabyte = 1024 * 1024
/** What WhatsApp takes as a picture or a film, beside sounds of every type; anything else goes as a document. */
const kinds: Record<string, AttachmentKind> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'video/mp4': 'video',
  'video/3gpp': 'video',
}
const mostBytes: Record<AttachmentKind, number> = {
  image: 5 * megabyte,
  video: 16 * megabyte,
  audio: 16 * megabyte,
  document: 16 * megabyte,
}
export const mostFiles = 10

export function kindOfFile(type: string): AttachmentKind {
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? ''
  return plain.startsWith('audio/') ? 'audio' : (kinds[plain] ?? 'document')
}
export const mostMegabytes = (kind: AttachmentKind) => mostBytes[kind] / megabyte

export function attach(file: File, voice = false): Attachment {
  const kind = kindOfFile(file.type)
  const problem = file.size === 0 ? 'empty' : file.size > mostBytes[kind] ? 'too_large' : undefined
  const shown = problem === undefined && kind !== 'document'
  const preview = shown && typeof URL.createObjectURL === 'function' ? URL.createObjectURL(file) : undefined
  return { key: randomKey(), file, kind, voice, preview, problem }
}

/** The memory of a preview is given back once nobody shows it. */
export function forget({ preview }: Attachment): void {
  if (preview !== undefined) URL.revokeObjectURL(preview)
}

export interface Part {
  text: string
  attachment?: Attachment
}

/**
 * One message for each file, the text below the first of them. A sound has no text below it: then the
 * text is a message of its own, after the files.
 */
export function partsOf(text: string, attachments: readonly Attachment[]): Part[] {
  if (attachments.length === 0) return [{ text }]
  const captioned = attachments.findIndex(({ kind }) => kind !== 'audio')
  const parts: Part[] = attachments.map((attachment, index) => ({ attachment, text: index === captioned ? text : '' }))
  return captioned === -1 && text !== '' ? [...parts, { text }] : parts
}
