import { useMemo } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useFormat } from '@/format'
import { filtersOf } from './filters'
import { filterKeys, type ReportsSearch } from './search'

/** The filters in the address, and the way to change them. */
export function useReportAddress() {
  const search = useSearch({ strict: false }) as unknown as ReportsSearch
  const navigate = useNavigate()
  const today = useFormat().today()
  const filters = useMemo(() => filtersOf(search, today), [search, today])
  const set = (changes: Partial<ReportsSearch>) => {
    const next = (before: ReportsSearch) => ({ ...before, ...changes })
    // A filter is a view of the same page: "back" leaves the page, and the page does not jump.
    void navigate({ to: '.', search: next as never, replace: true, resetScroll: false })
  }
  const clear = () => set(Object.fromEntries(filterKeys.map((key) => [key, undefined])))
  return { search, filters, set, clear }
}
