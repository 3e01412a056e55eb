import classes from './links.module.css'

/** A part of a long form, under a heading of its own. */
export function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className={classes.section}>
      <h2 className={classes.sectionTitle}>{title}</h2>
      {children}
    </div>
  )
}
