import { OutcomeBadge, outcomes, type Outcome } from './Chips'
import classes from './DispositionGroups.module.css'

interface Grouped {
  id: string
  name: string
  outcome: Outcome
}

export function groupByOutcome<T extends Grouped>(items: readonly T[]): { outcome: Outcome; items: T[] }[] {
  return outcomes
    .map((outcome) => ({ outcome, items: items.filter((item) => item.outcome === outcome) }))
    .filter((group) => group.items.length > 0)
}

interface DispositionGroupsProps<T extends Grouped> {
  items: readonly T[]
  render: (item: T) => React.ReactNode
}

/** Dispositions under their outcomes, in the order of the closing form. */
export function DispositionGroups<T extends Grouped>({ items, render }: DispositionGroupsProps<T>) {
  return (
    <div className={classes.groups}>
      {groupByOutcome(items).map((group) => (
        <section key={group.outcome} className={classes.group}>
          <OutcomeBadge outcome={group.outcome} />
          <ul className={classes.list}>
            {group.items.map((item) => (
              <li key={item.id}>{render(item)}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
