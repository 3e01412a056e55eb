import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconMessageCircle, IconNote, IconSend2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/conversations'
import type { Written } from '@/api/messages'
import { useShortcut } from '@/components/shortcuts'
import { keepDraft, readDraft } from '../drafts'
import { sendingWindow } from '../sendingWindow'
import { useNow } from '../useNow'
import classes from './composer.module.css'

const longest = 4096
const tallest = 200

interface ComposerProps {
  conversation: Conversation
  onWrite: (written: Written) => void
}

export function Composer({ conversation, onWrite }: ComposerProps) {
  const { t } = useTranslation('inbox')
  const { id, agent_id, window_until } = conversation
  const [draft, setDraft] = useState(() => readDraft(id))
  const field = useRef<HTMLTextAreaElement>(null)
  const blocked = sendingWindow(window_until, useNow()).state !== 'open' && !draft.note
  const tooLong = [...draft.text].length > longest
  useEffect(() => keepDraft(id, draft), [id, draft])
  useGrowing(field, draft.text)

  const switchTo = (note: boolean) => {
    setDraft((now) => ({ ...now, note }))
    requestAnimationFrame(() => field.current?.focus())
  }
  useShortcut('Alt+P', t('shortcuts.note'), () => switchTo(!draft.note))
  useShortcut('Alt+L', t('shortcuts.reply'), () => switchTo(false))

  const send = () => {
    const text = draft.text.trim()
    if (text === '' || blocked || tooLong) return
    onWrite({ text, note: draft.note })
    // A note is an aside: the next words are for the contact again.
    setDraft({ text: '', note: false })
    field.current?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
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
        <div className={classes.line}>
          <textarea
            ref={field}
            className={classes.field}
            rows={1}
            value={draft.text}
            disabled={blocked}
            aria-label={draft.note ? t('composer.notePlaceholder') : t('composer.placeholder')}
            placeholder={blocked ? t('composer.blocked') : draft.note ? t('composer.notePlaceholder') : t('composer.placeholder')}
            aria-invalid={tooLong || undefined}
            aria-describedby={`hint-${id}`}
            onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
            onKeyDown={onKeyDown}
          />
          <ActionIcon
            type="submit"
            variant="filled"
            color="brand"
            size={40}
            className={classes.send}
            disabled={blocked || tooLong || draft.text.trim() === ''}
            aria-label={draft.note ? t('composer.saveNote') : t('composer.send')}
            title={draft.note ? t('composer.saveNote') : t('composer.send')}
          >
            <IconSend2 size={20} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
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
