import classes from './PopUpPlace.module.css'

/**
 * Where Mantine puts what opens over the page. It stands inside `main`, because a list outside every
 * landmark is lost to who walks the page by landmarks.
 */
export function PopUpPlace() {
  return <div className={classes.place} data-mantine-shared-portal-node="true" />
}
