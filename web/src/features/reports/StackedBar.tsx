import classes from './reports.module.css'

export interface BarPart {
  key: string
  label: string
  value: number
  color: string
}

/** Parts of a whole, side by side. The figures beside it say the same, so it is not read aloud. */
export function StackedBar({ parts, tall = false }: { parts: readonly BarPart[]; tall?: boolean }) {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  return (
    <span className={classes.stack} data-tall={tall || undefined} aria-hidden>
      {total > 0 &&
        parts
          .filter((part) => part.value > 0)
          .map((part) => (
            <span key={part.key} title={part.label} style={{ flexGrow: part.value, background: part.color }} />
          ))}
    </span>
  )
}
