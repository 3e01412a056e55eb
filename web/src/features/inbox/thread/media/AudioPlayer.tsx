import { useEffect, useRef, useState } from 'react'
import { UnstyledButton } from '@mantine/core'
import { IconMicrophone, IconMusic, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import { formatClock } from './bytes'
import classes from './media.module.css'

const speeds = [1, 1.5, 2] as const
/** One sound at a time: whoever starts one has heard enough of the other. */
let playing: HTMLAudioElement | undefined
/** Chosen once, meant for all. */
let lastSpeed: number = speeds[0]

interface AudioPlayerProps {
  address: string
  /** Known before a byte is loaded, when the server measured it. */
  seconds: number | null
  voice: boolean
  own: boolean
}

/** Plays in place: start and stop, move within it, faster. Every part answers to the keyboard. */
export function AudioPlayer({ address, seconds, voice, own }: AudioPlayerProps) {
  const { t } = useTranslation('thread')
  const { locale } = useFormat()
  const sound = useRef<HTMLAudioElement>(null)
  const [on, setOn] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(seconds ?? 0)
  const [speed, setSpeed] = useState(lastSpeed)
  const [broken, setBroken] = useState(false)
  useEffect(() => () => stop(sound.current), [])

  const toggle = () => {
    const element = sound.current
    if (!element) return
    if (!element.paused) return element.pause()
    if (playing && playing !== element) playing.pause()
    playing = element
    element.playbackRate = speed
    setBroken(false)
    element.play().catch((error: unknown) => setBroken(!(error instanceof DOMException && error.name === 'AbortError')))
  }
  const seek = (to: number) => {
    if (sound.current) sound.current.currentTime = to
    setAt(to)
  }
  const faster = () => {
    const next = speeds[(speeds.indexOf(speed as 1) + 1) % speeds.length] ?? 1
    lastSpeed = next
    setSpeed(next)
    if (sound.current) sound.current.playbackRate = next
  }
  const Toggle = on ? IconPlayerPauseFilled : IconPlayerPlayFilled
  const Sign = voice ? IconMicrophone : IconMusic
  const speedText = `${new Intl.NumberFormat(locale).format(speed)}×`
  return (
    <div className={classes.player} role="group" aria-label={t(voice ? 'media.voice' : 'media.audio')} data-own={own || undefined}>
      <audio
        ref={sound}
        src={address}
        preload="none"
        onPlay={() => setOn(true)}
        onPause={() => setOn(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onDurationChange={({ currentTarget: { duration } }) => Number.isFinite(duration) && setLength(duration)}
      />
      <UnstyledButton className={classes.play} aria-label={t(on ? 'media.pause' : 'media.play')} onClick={toggle}>
        <Toggle size={18} aria-hidden />
      </UnstyledButton>
      <div className={classes.track}>
        <input
          type="range"
          min={0}
          max={Math.max(length, 0.1)}
          step={0.1}
          value={Math.min(at, Math.max(length, 0.1))}
          aria-label={t('media.position')}
          aria-valuetext={t('media.positionOf', { at: formatClock(at), length: formatClock(length) })}
          style={{ '--heard': `${length > 0 ? Math.min(100, (at / length) * 100) : 0}%` } as React.CSSProperties}
          onChange={(event) => seek(Number(event.currentTarget.value))}
        />
        <span className={classes.clock}>
          <Sign size={13} stroke={1.9} aria-hidden />
          {broken ? t('media.cannotPlay') : at > 0 || on ? formatClock(at) : length > 0 ? formatClock(length) : '–:––'}
        </span>
      </div>
      <UnstyledButton className={classes.speed} aria-label={t('media.speed', { speed: speedText })} onClick={faster}>
        {speedText}
      </UnstyledButton>
    </div>
  )
}

function stop(element: HTMLAudioElement | null): void {
  if (element === null || element !== playing) return
  element.pause()
  playing = undefined
}
