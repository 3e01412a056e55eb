import classes from './bubble.module.css'

const address = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g

/** Text as it was typed, with its addresses as links. */
export function Words({ text }: { text: string }) {
  const parts: React.ReactNode[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    parts.push(text.slice(end, match.index))
    parts.push(
      <a key={match.index} href={match[0]} target="_blank" rel="noopener noreferrer nofollow">
        {match[0]}
      </a>,
    )
    end = match.index + match[0].length
  }
  parts.push(text.slice(end))
  return <span className={classes.words}>{parts}</span>
}
