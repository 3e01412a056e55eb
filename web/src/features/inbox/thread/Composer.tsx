import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconMessageCircle, IconMicrophone, IconNote, IconPaperclip, IconSend2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import { useShortcut } from '@/components/shortcuts'
import { toast } from '@/components/toast'
import { mostFiles, partsOf } from '../attachments'
import { keepDraft, readDraft } from '../drafts'
import type { Outgoing } from '../outbox'
import { sendingWindow } from '../sendingWindow'
import { useNow } from '../useNow'
import { ReplyBar } from './compose/ReplyBar'
import { Tray } from './compose/Tray'
import { canRecord } from './compose/voiceType'
import type { Composing } from './composing'
import classes from './composer.module.css'

const VoiceRecorder = lazy(() => import('./compose/VoiceRecorder'))

const longest = 4096
const tallest = 200

interface ComposerProps {
  conversation: Conversation
  composing: Composing
  onWrite: (written: Outgoing) => void
}

export function Composer({ conversation, composing, onWrite }: ComposerProps) {
  const { t } = useTranslation(['inbox', 'thread'])
  const { id, agent_id, window_until } = conversation
  const [draft, setDraft] = useState(() => readDraft(id))
  const field = useRef<HTMLTextAreaElement>(null)
  const blocked = sendingWindow(window_until, useNow()).state !== 'open' && !draft.note
  const tooLong = [...draft.text].length > longest
  const [recording, setRecording] = useState(false)
  const { attachments, replyTo, add, remove, clear, cancelReply } = composing
  const carries = !draft.note && attachments.length > 0
  const ready = (draft.text.trim() !== '' || carries) && !blocked && !tooLong && !(carries && attachments.some(({ problem }) => problem))
  useEffect(() => keepDraft(id, draft), [id, draft])
  useGrowing(field, draft.text)

  const switchTo = (note: boolean) => {
    setDraft((now) => ({ ...now, note }))
    requestAnimationFrame(() => field.current?.focus())
  }
  useShortcut('Alt+P', t('shortcuts.note'), () => switchTo(!draft.note))
  useShortcut('Alt+L', t('shortcuts.reply'), () => switchTo(false))

  // Whoever picked a message or a file goes on writing.
  useEffect(() => {
    if (replyTo || attachments.length > 0) field.current?.focus()
  }, [replyTo, attachments.length])

  const send = () => {
    if (!ready) return
    const text = draft.text.trim()
    if (draft.note) onWrite({ text, note: true })
    else {
      partsOf(text, attachments).forEach((part, index) => onWrite({ ...part, note: false, ...(index === 0 && replyTo ? { replyTo } : {}) }))
      clear()
    }
    // A note is an aside: the next words are for the contact again.
    setDraft({ text: '', note: false })
    field.current?.focus()
  }
  const take = (files: readonly File[], voice = false) => {
    if (files.length === 0 || blocked) return
    setDraft((now) => ({ ...now, note: false }))
    if (!add(files, voice)) toast.info(t('thread:compose.tooMany', { count: mostFiles }))
  }
  const chooser = useRef<HTMLInputElement>(null)
  const choose = () => chooser.current?.click()
  useShortcut('Alt+A', t('thread:compose.attach'), choose, { enabled: !blocked })
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && replyTo && !draft.note) return cancelReply()
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form
      className={classes.composer}
      data-note={draft.note || undefined}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className={classes.box}>
        <div className={classes.modes} role="group" aria-label={t('composer.mode')}>
          <Mode note={false} chosen={!draft.note} onChoose={switchTo} />
          <Mode note chosen={draft.note} onChoose={switchTo} />
        </div>
        {replyTo && !draft.note && <ReplyBar quoted={replyTo} onCancel={cancelReply} />}
        {carries && <Tray attachments={attachments} onRemove={remove} />}
        {recording ? (
          <Suspense fallback={<div className={classes.line} />}>
            <VoiceRecorder
              onCancel={() => setRecording(false)}
              onDone={(file) => {
                setRecording(false)
                take([file], true)
              }}
            />
          </Suspense>
        ) : (
          <div className={classes.line} data-attaches={!draft.note || undefined}>
            {!draft.note && (
              <ActionIcon size={40} className={classes.tool} disabled={blocked} aria-label={t('thread:compose.attach')} title={t('thread:compose.attach')} onClick={choose}>
                <IconPaperclip size={20} stroke={1.75} aria-hidden />
              </ActionIcon>
            )}
            <textarea
              ref={field}
              className={classes.field}
              rows={1}
              value={draft.text}
              disabled={blocked}
              aria-label={draft.note ? t('composer.notePlaceholder') : t('composer.placeholder')}
              placeholder={
                blocked
                  ? t('composer.blocked')
                  : draft.note
                    ? t('composer.notePlaceholder')
                    : carries
                      ? t('thread:compose.caption')
                      : t('composer.placeholder')
              }
              aria-invalid={tooLong || undefined}
              aria-describedby={`hint-${id}`}
              onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
              onKeyDown={onKeyDown}
              onPaste={(event) => {
                const files = [...event.clipboardData.files]
                if (files.length === 0) return
                event.preventDefault()
                take(files)
              }}
            />
            {!draft.note && draft.text === '' && !carries && canRecord() && (
              <ActionIcon size={40} className={classes.tool} disabled={blocked} aria-label={t('thread:voice.record')} title={t('thread:voice.record')} onClick={() => setRecording(true)}>
                <IconMicrophone size={20} stroke={1.75} aria-hidden />
              </ActionIcon>
            )}
            <ActionIcon
              type="submit"
              variant="filled"
              color="brand"
              size={40}
              className={classes.send}
              disabled={!ready}
              aria-label={draft.note ? t('composer.saveNote') : t('composer.send')}
              title={draft.note ? t('composer.saveNote') : t('composer.send')}
            >
              <IconSend2 size={20} stroke={1.75} aria-hidden />
            </ActionIcon>
          </div>
        )}
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          data-attach
          onChange={({ currentTarget }) => {
            take([...(currentTarget.files ?? [])])
            currentTarget.value = ''
          }}
        />
      </div>
      <p className={classes.hint} id={`hint-${id}`} data-wrong={tooLong || undefined}>
        {tooLong
          ? t('composer.tooLong', { count: longest })
          : `${agent_id === null && !draft.note && !blocked ? `${t('composer.takes')} · ` : ''}${t('composer.hint')}`}
      </p>
    </form>
  )
}

function Mode({ note, chosen, onChoose }: { note: boolean; chosen: boolean; onChoose: (note: boolean) => void }) {
  const { t } = useTranslation('inbox')
  const Symbol = note ? IconNote : IconMessageCircle
  return (
    <UnstyledButton className={classes.mode} aria-pressed={chosen} onClick={() => onChoose(note)}>
      <Symbol size={15} stroke={1.9} aria-hidden />
      {note ? t('composer.note') : t('composer.reply')}
    </UnstyledButton>
  )
}

/** The field is as tall as its text, up to a limit. */
function useGrowing(field: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight, tallest)}px`
  }, [field, text])
}
