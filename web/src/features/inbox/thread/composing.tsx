import { createContext, useCallback, useContext, useMemo, useState } from 'react'
import type { Message, Quoted } from '@/api/messages'
import { attach, forget, mostFiles, type Attachment } from '../attachments'

/** What the next message will carry beside its text. */
export interface Composing {
  attachments: readonly Attachment[]
  /** Answers whether all of them found a place. */
  add: (files: readonly File[], voice?: boolean) => boolean
  remove: (key: string) => void
  /** Sent: the previews now belong to the outbox. */
  clear: () => void
  replyTo: Quoted | undefined
  reply: (message: Message) => void
  cancelReply: () => void
}

const kept = new Map<string, { attachments: readonly Attachment[]; replyTo: Quoted | undefined }>()
const nothing = { attachments: [], replyTo: undefined }
const longestPreview = 160

export function quote({ id, kind, text, direction, media }: Message): Quoted {
  return { message_id: id, kind, direction, preview: (text ?? media?.file_name ?? '').slice(0, longestPreview) }
}

/** Kept per conversation for as long as the page is open, like the draft. */
export function useComposingOf(id: string): Composing {
  const [state, setState] = useState(() => kept.get(id) ?? nothing)
  const change = useCallback(
    (make: (now: typeof state) => typeof state) =>
      setState((now) => {
        const next = make(now)
        kept.set(id, next)
        return next
      }),
    [id],
  )
  return useMemo(
    () => ({
      ...state,
      add: (files, voice = false) => {
        const taken = files.slice(0, mostFiles - state.attachments.length).map((file) => attach(file, voice))
        change((now) => ({ ...now, attachments: [...now.attachments, ...taken] }))
        return taken.length === files.length
      },
      remove: (key) => {
        state.attachments.filter((one) => one.key === key).forEach(forget)
        change((now) => ({ ...now, attachments: now.attachments.filter((one) => one.key !== key) }))
      },
      clear: () => change(() => nothing),
      reply: (message) => change((now) => ({ ...now, replyTo: quote(message) })),
      cancelReply: () => change((now) => ({ ...now, replyTo: undefined })),
    }),
    [state, change],
  )
}

const Context = createContext<Composing | undefined>(undefined)
export const ComposingProvider = Context.Provider
/** Missing where nothing can be written: a closed conversation, a role that only looks. */
export const useComposing = () => useContext(Context)
