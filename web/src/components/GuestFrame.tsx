import { LanguageSwitch, ThemeSwitch } from '@/app/preferences'
import { Logo } from '@/app/Logo'
import { PopUpPlace } from './PopUpPlace'
import classes from './GuestFrame.module.css'

interface GuestFrameProps {
  title: string
  lead?: React.ReactNode
  /** Beside the card on wide windows. */
  aside?: React.ReactNode
  foot?: React.ReactNode
  width?: number
  children: React.ReactNode
}

/** A card on the canvas, for who is not signed in yet. */
export function GuestFrame({ title, lead, aside, foot, width = 408, children }: GuestFrameProps) {
  return (
    <div className={classes.canvas}>
      <div className={classes.switches}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <main className={classes.main} data-aside={aside !== undefined || undefined}>
        {aside}
        <div className={classes.column} style={{ width: `min(100%, ${width}px)` }}>
          <div className={classes.card}>
            <span className={classes.brand}>
              <Logo size={40} />
              Nascente
            </span>
            <h1 className={classes.title}>{title}</h1>
            {lead !== undefined && <p className={classes.lead}>{lead}</p>}
            {children}
          </div>
          {foot !== undefined && <p className={classes.foot}>{foot}</p>}
          <PopUpPlace />
        </div>
      </main>
    </div>
  )
}

/** What went wrong with the whole form, above its fields. */
export function FormFailure({ children }: { children: React.ReactNode }) {
  return (
    <p role="alert" className={classes.failure}>
      {children}
    </p>
  )
}
