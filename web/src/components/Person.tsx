import classes from './Person.module.css'

/** A stable hue for a name, so that a person keeps one colour on every screen and machine. */
export function hueOf(name: string): number {
  let hash = 2_166_136_261
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619)
  return (hash >>> 0) % 360
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const first = words[0]
  if (first === undefined) return '?'
  const last = words.length > 1 ? words[words.length - 1] : undefined
  const letter = (word: string) => [...word][0] ?? ''
  return (letter(first) + (last ? letter(last) : '')).toLocaleUpperCase('pt-BR')
}

interface PersonAvatarProps {
  name: string
  size?: number
}

/** Decorative: the name always stands beside it or labels the control around it. */
export function PersonAvatar({ name, size = 42 }: PersonAvatarProps) {
  return (
    <span
      aria-hidden
      className={classes.avatar}
      style={{ '--hue': hueOf(name), width: size, height: size, fontSize: Math.round(size * 0.36) } as React.CSSProperties}
    >
      {initialsOf(name)}
    </span>
  )
}

interface PersonProps extends PersonAvatarProps {
  /** Second line: phone, e-mail, role. */
  detail?: React.ReactNode
}

export function Person({ name, detail, size = 36 }: PersonProps) {
  return (
    <span className={classes.person}>
      <PersonAvatar name={name} size={size} />
      <span className={classes.words}>
        <span className={classes.name}>{name}</span>
        {detail !== undefined && <span className={classes.detail}>{detail}</span>}
      </span>
    </span>
  )
}
