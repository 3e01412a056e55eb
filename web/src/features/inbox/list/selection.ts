import { useCallback, useState } from 'react'

/** Which conversations are picked, and from where a range goes. `undefined`: nobody is picking. */
export interface Picked {
  ids: readonly string[]
  anchor: string | undefined
}

/** One more or one less; with `range` everything between the anchor and it is picked. */
export function picked(now: Picked, order: readonly string[], id: string, range: boolean): Picked {
  const from = now.anchor === undefined ? -1 : order.indexOf(now.anchor)
  const to = order.indexOf(id)
  if (range && from >= 0 && to >= 0) {
    const between = order.slice(Math.min(from, to), Math.max(from, to) + 1)
    return { ids: [...new Set([...now.ids, ...between])], anchor: now.anchor }
  }
  const ids = now.ids.includes(id) ? now.ids.filter((one) => one !== id) : [...now.ids, id]
  return { ids, anchor: id }
}

/** The most that the server takes at once. */
export const mostAtOnce = 200

export function useSelection(order: readonly string[]) {
  const [state, setState] = useState<Picked>()
  const start = useCallback(() => setState({ ids: [], anchor: undefined }), [])
  const stop = useCallback(() => setState(undefined), [])
  const toggle = (id: string, range: boolean) =>
    setState((now) => picked(now ?? { ids: [], anchor: undefined }, order, id, range))
  const all = () =>
    setState((now) => now && { ...now, ids: now.ids.length >= Math.min(order.length, mostAtOnce) ? [] : order.slice(0, mostAtOnce) })
  const keep = useCallback((ids: readonly string[]) => setState((now) => now && { ...now, ids }), [])
  // What left the list, by itself or by our own doing, is not picked any more.
  const ids = state?.ids.filter((id) => order.includes(id)) ?? []
  return { picking: state !== undefined, ids, start, stop, toggle, all, keep }
}
export type Selection = ReturnType<typeof useSelection>
