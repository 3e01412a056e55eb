import { useMemo } from 'react'
import { encode } from 'uqr'

interface QrProps {
  value: string
  label: string
  size?: number
  /** Not the final one yet. */
  pale?: boolean
}

/** Drawn here for the screen; the files to download come from the server. Always dark on white, as scanners want it. */
export function Qr({ value, label, size = 168, pale = false }: QrProps) {
  const { path, width } = useMemo(() => {
    const { data } = encode(value, { ecc: 'M', border: 0 })
    const rows = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])))
    return { path: rows.join(''), width: data.length + 8 }
  }, [value])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${width}`}
      width={size}
      height={size}
      shapeRendering="crispEdges"
      style={{ borderRadius: 12, background: 'white', border: '1px solid var(--app-border)' }}
    >
      <path d={path} fill="black" fillOpacity={pale ? 0.28 : 1} />
    </svg>
  )
}
