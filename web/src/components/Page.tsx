import classes from './Page.module.css'

interface PageProps {
  title: string
  lead?: React.ReactNode
  /** Buttons and filters at the right of the title; below it on a phone. */
  actions?: React.ReactNode
  /** Tabs or a filter bar under the title, across the page. */
  below?: React.ReactNode
  children: React.ReactNode
}

/** A scrolling page with its one `h1`. The inbox, which fills the window, does not use it. */
export function Page({ title, lead, actions, below, children }: PageProps) {
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        <div className={classes.header}>
          <div className={classes.words}>
            <h1 className={classes.title}>{title}</h1>
            {lead !== undefined && <p className={classes.lead}>{lead}</p>}
          </div>
          {actions !== undefined && <div className={classes.actions}>{actions}</div>}
        </div>
        {below}
        {children}
      </div>
    </div>
  )
}

interface CardProps {
  title?: React.ReactNode
  lead?: React.ReactNode
  actions?: React.ReactNode
  /** Without inner spacing, for a table that reaches the edges. */
  flush?: boolean
  className?: string | undefined
  children: React.ReactNode
}

export function Card({ title, lead, actions, flush = false, className, children }: CardProps) {
  const headed = title !== undefined || actions !== undefined
  return (
    <section className={[classes.card, flush && classes.flush, className].filter(Boolean).join(' ')}>
      {headed && (
        <div className={classes.cardHeader}>
          <div className={classes.words}>
            {title !== undefined && <h2 className={classes.cardTitle}>{title}</h2>}
            {lead !== undefined && <p className={classes.cardLead}>{lead}</p>}
          </div>
          {actions !== undefined && <div className={classes.actions}>{actions}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

/** Cards side by side, as many as fit. `min` is the narrowest a card may get. */
export function CardGrid({ min = 240, children }: { min?: number; children: React.ReactNode }) {
  return (
    <div className={classes.grid} style={{ gridTemplateColumns: `repeat(auto-fit, minmax(min(100%, ${min}px), 1fr))` }}>
      {children}
    </div>
  )
}
