const collator = new Intl.Collator('pt-BR', { numeric: true, sensitivity: 'base' })

/** A sorted copy; unknown values come last in both directions. */
export function sortRows<Row>(rows: readonly Row[], value: ((row: Row) => string | number | null) | undefined, descending: boolean): readonly Row[] {
  if (!value) return rows
  const direction = descending ? -1 : 1
  return [...rows].sort((left, right) => {
    const a = value(left)
    const b = value(right)
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    return direction * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
  })
}
