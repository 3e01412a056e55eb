import { Link } from '@tanstack/react-router'
import { parseSearch } from '@/app/search'
import { useFormat } from '@/format'
import classes from './ListLink.module.css'

interface ListLinkProps {
  /** The row's own `conversations_query`. */
  query: string
  /** What to set in it for this figure: `{ stage: 'won' }`. */
  narrow?: Readonly<Record<string, string>> | undefined
  value: number
  /** In place of the number: money, a share. */
  children?: React.ReactNode
}

/** A figure that opens the exact list behind it. Zero opens nothing. */
export function ListLink({ query, narrow, value, children }: ListLinkProps) {
  const format = useFormat()
  const text = children ?? format.number(value)
  if (value === 0) return <span className={classes.zero}>{text}</span>
  return (
    <Link to="/atendimentos" search={{ ...parseSearch(query), ...narrow }} className={classes.link}>
      {text}
    </Link>
  )
}
