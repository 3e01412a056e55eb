import classes from './Tone.module.css'

interface ToneProps {
  tone: 'good' | 'warning' | 'danger' | 'quiet'
  children: React.ReactNode
}

/** A state in words, with a dot whose colour says it again. */
export function Tone({ tone, children }: ToneProps) {
  return (
    <span className={classes.tone} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {children}
    </span>
  )
}
