import { useId, useRef, useState } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { IconGripVertical } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { placed } from './sorting'
import classes from './SortableList.module.css'

interface SortableListProps<T> {
  label: string
  items: readonly T[]
  itemKey: (item: T) => string
  /** What an item is called when it is moved. */
  nameOf: (item: T) => string
  /** Once per drop, and once per press of an arrow key. */
  onOrder: (items: T[]) => void
  disabled?: boolean
  className?: string | undefined
  itemClassName?: string | undefined
  children: (item: T, handle: React.ReactNode, index: number) => React.ReactNode
}

interface Drag {
  key: string
  from: number
  to: number
  /** How far the pointer has gone, and by how much the others make room. */
  by: number
  room: number
}

/**
 * A list whose order is changed by dragging a handle, or by the arrow keys (Home, End) while the
 * handle has the focus. Every move is said aloud.
 */
export function SortableList<T>(props: SortableListProps<T>) {
  const { label, items, itemKey, nameOf, onOrder, disabled = false, className, itemClassName, children } = props
  const { t } = useTranslation()
  const hint = useId()
  const list = useRef<HTMLOListElement>(null)
  const [drag, setDrag] = useState<Drag>()
  const [said, setSaid] = useState('')

  const move = (from: number, to: number) => {
    const item = items[from]
    if (item === undefined || from === to || to < 0 || to >= items.length) return
    onOrder(placed(items, from, to))
    setSaid(t('sorting.moved', { name: nameOf(item), place: to + 1, count: items.length }))
  }
  const onKeyDown = (event: React.KeyboardEvent, index: number, key: string) => {
    const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: items.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    move(index, to)
    // A moved element may lose the focus.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(key)}"]`)?.focus())
  }
  const onPointerDown = (event: React.PointerEvent<HTMLButtonElement>, from: number, key: string) => {
    const rows = [...(list.current?.children ?? [])] as HTMLElement[]
    const own = rows[from]
    if (event.button !== 0 || !own) return
    const button = event.currentTarget
    button.setPointerCapture(event.pointerId)
    const start = event.clientY
    const boxes = rows.map((row) => row.getBoundingClientRect())
    const next = boxes[from + 1] ?? boxes[from]
    const before = boxes[from - 1]
    const box = boxes[from]
    if (!box || !next) return
    const room = from + 1 < boxes.length ? next.top - box.top : before ? box.top - before.top : box.height
    let now: Drag = { key, from, to: from, by: 0, room }
    const follow = ({ clientY }: PointerEvent) => {
      const by = clientY - start
      const middle = box.top + box.height / 2 + by
      const passed = boxes.filter((other, index) => index !== from && other.top + other.height / 2 < middle).length
      now = { ...now, by, to: passed }
      setDrag(now)
    }
    const end = () => {
      button.removeEventListener('pointermove', follow)
      button.removeEventListener('pointerup', drop)
      button.removeEventListener('pointercancel', end)
      setDrag(undefined)
    }
    const drop = () => {
      end()
      move(now.from, now.to)
    }
    button.addEventListener('pointermove', follow)
    button.addEventListener('pointerup', drop)
    button.addEventListener('pointercancel', end)
  }
  const shift = (index: number, key: string) => {
    if (!drag) return undefined
    if (drag.key === key) return `translateY(${drag.by}px)`
    if (drag.from < index && index <= drag.to) return `translateY(${-drag.room}px)`
    if (drag.to <= index && index < drag.from) return `translateY(${drag.room}px)`
    return undefined
  }
  return (
    <>
      <ol ref={list} className={[classes.list, className].filter(Boolean).join(' ')} aria-label={label} data-dragging={drag !== undefined || undefined}>
        {items.map((item, index) => {
          const key = itemKey(item)
          const handle = (
            <button
              type="button"
              className={classes.handle}
              data-handle={key}
              disabled={disabled || items.length < 2}
              aria-label={t('sorting.move', { name: nameOf(item) })}
              aria-describedby={hint}
              title={t('sorting.hint')}
              onKeyDown={(event) => onKeyDown(event, index, key)}
              onPointerDown={(event) => onPointerDown(event, index, key)}
            >
              <IconGripVertical size={18} stroke={1.75} aria-hidden />
            </button>
          )
          return (
            <li key={key} className={[classes.item, itemClassName].filter(Boolean).join(' ')} data-lifted={drag?.key === key || undefined} style={{ transform: shift(index, key) }}>
              {children(item, handle, index)}
            </li>
          )
        })}
      </ol>
      <VisuallyHidden id={hint}>{t('sorting.hint')}</VisuallyHidden>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  )
}
