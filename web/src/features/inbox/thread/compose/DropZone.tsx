import { useRef, useState } from 'react'
import { IconPaperclip } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './compose.module.css'

interface DropZoneProps {
  /** Missing: nothing can be sent from here. */
  onFiles?: ((files: File[]) => void) | undefined
  children: React.ReactNode
}

const carriesFiles = (event: React.DragEvent) => event.dataTransfer.types.includes('Files')

/** The whole thread takes files that are dragged onto it. */
export function DropZone({ onFiles, children }: DropZoneProps) {
  const { t } = useTranslation('thread')
  const [over, setOver] = useState(false)
  // Entering a child is leaving the parent: only as many leaves as enters mean that it is over.
  const depth = useRef(0)
  const move = (by: 1 | -1) => (event: React.DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth.current += by
    setOver(depth.current > 0)
  }
  return (
    <div
      className={classes.zone}
      onDragEnter={move(1)}
      onDragLeave={move(-1)}
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        depth.current = 0
        setOver(false)
        onFiles?.([...event.dataTransfer.files])
      }}
    >
      {children}
      {over && onFiles && (
        <div className={classes.drop}>
          <span>
            <IconPaperclip size={22} stroke={1.8} aria-hidden />
            {t('compose.drop')}
          </span>
        </div>
      )}
    </div>
  )
}
