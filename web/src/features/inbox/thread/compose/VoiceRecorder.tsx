import { useEffect, useRef, useState } from 'react'
import { ActionIcon } from '@mantine/core'
import { IconCheck, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { toast } from '@/components/toast'
import { formatClock } from '../media/bytes'
import { bestVoiceType, extensionOfVoice } from './voiceType'
import classes from './compose.module.css'

interface VoiceRecorderProps {
  onDone: (file: File) => void
  onCancel: () => void
}

const longestS = 600

/** Records from the moment it is shown; the result is heard in the tray before it is sent. */
export default function VoiceRecorder({ onDone, onCancel }: VoiceRecorderProps) {
  const { t } = useTranslation('thread')
  const [seconds, setSeconds] = useState<number>()
  const recorder = useRef<MediaRecorder>(undefined)
  const ending = useRef<'keep' | 'drop'>('drop')
  const latest = useRef({ onDone, onCancel, refused: t('voice.refused') })
  useEffect(() => {
    latest.current = { onDone, onCancel, refused: t('voice.refused') }
  })
  useEffect(() => {
    let gone = false
    let timer: ReturnType<typeof setInterval> | undefined
    let stream: MediaStream | undefined
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      if (gone) return release(stream)
      const type = bestVoiceType()
      const made = new MediaRecorder(stream, type === undefined ? {} : { mimeType: type })
      const chunks: Blob[] = []
      recorder.current = made
      made.ondataavailable = ({ data }) => chunks.push(data)
      made.onstop = () => {
        release(stream)
        clearInterval(timer)
        if (ending.current === 'keep') latest.current.onDone(voiceFile(chunks, made.mimeType))
      }
      made.start(1000)
      setSeconds(0)
      const startedAt = Date.now()
      timer = setInterval(() => {
        const passed = (Date.now() - startedAt) / 1000
        setSeconds(passed)
        if (passed >= longestS) keep()
      }, 250)
    }
    begin().catch(() => {
      release(stream)
      if (gone) return
      toast.error(latest.current.refused)
      latest.current.onCancel()
    })
    return () => {
      gone = true
      clearInterval(timer)
      if (recorder.current?.state === 'recording') recorder.current.stop()
      release(stream)
    }
  }, [])
  const keep = () => {
    ending.current = 'keep'
    recorder.current?.stop()
  }
  return (
    <div
      className={classes.recorder}
      role="group"
      aria-label={t('voice.recording')}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <ActionIcon size={40} aria-label={t('voice.discard')} onClick={onCancel}>
        <IconTrash size={20} stroke={1.75} aria-hidden />
      </ActionIcon>
      <span className={classes.recording} role="status">
        <span className={classes.dot} aria-hidden />
        {seconds === undefined ? t('voice.starting') : t('voice.recording')}
      </span>
      <span className={classes.recordingTime}>{formatClock(seconds ?? 0)}</span>
      <ActionIcon size={40} variant="filled" color="brand" aria-label={t('voice.finish')} title={t('voice.finish')} disabled={seconds === undefined} onClick={keep} autoFocus>
        <IconCheck size={20} stroke={2} aria-hidden />
      </ActionIcon>
    </div>
  )
}

const release = (stream: MediaStream | undefined) => stream?.getTracks().forEach((track) => track.stop())

function voiceFile(chunks: Blob[], type: string): File {
  const plain = type.split(';')[0] ?? type
  return new File(chunks, `voz-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${extensionOfVoice(plain)}`, { type })
}
