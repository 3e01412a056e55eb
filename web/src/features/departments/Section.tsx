import { useId } from 'react'
import classes from './departments.module.css'

interface SectionProps {
  title: string
  lead?: string
  children: React.ReactNode
}

/** A titled part of the drawer. */
export function Section({ title, lead, children }: SectionProps) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h3 id={id} className={classes.sectionTitle}>
          {title}
        </h3>
        {lead !== undefined && <p className={classes.sectionLead}>{lead}</p>}
      </div>
      {children}
    </section>
  )
}
