/** A colour that any company may choose, used so that every text on it and in it can be read. */

type Rgb = readonly [number, number, number]

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]
/** What WCAG asks of text, with a little to spare for rounding. */
const readable = 4.6

function read(colour: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{6})$/i.exec(colour)?.[1]
  if (digits === undefined) return undefined
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16)
  return [part(0), part(2), part(4)]
}

const written = (rgb: Rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const mixed = (from: Rgb, to: Rgb, share: number) => from.map((part, at) => part + ((to[at] ?? 0) - part) * share) as unknown as Rgb

/** The colour, moved towards black or white until it can be read on a ground. */
function readableOn(colour: Rgb, ground: Rgb): Rgb {
  const towards = contrast(black, ground) > contrast(white, ground) ? black : white
  for (let step = 0; step < 20; step += 1) {
    const moved = mixed(colour, towards, step / 20)
    if (contrast(moved, ground) >= readable) return moved
  }
  return towards
}

/** Black or white, whichever is read better on a colour. */
const textOn = (colour: Rgb) => (contrast(colour, white) >= contrast(colour, black) ? white : black)

const grounds = { light: read('#ffffff') ?? white, dark: read('#15191d') ?? black }

/** The variables that paint a page in a company's colour; none without one. */
export function brandVariables(colour: string | null | undefined, scheme: 'light' | 'dark'): Record<string, string> {
  const rgb = read(colour ?? '')
  if (rgb === undefined) return {}
  const accent = readableOn(rgb, grounds[scheme])
  const onAccent = textOn(accent)
  return {
    '--brand': written(rgb),
    '--on-brand': written(textOn(rgb)),
    '--app-accent': written(accent),
    '--app-accent-hover': written(mixed(accent, onAccent === white ? black : white, 0.14)),
    '--app-on-accent': written(onAccent),
  }
}

/** For tests: how well two colours are told apart, as WCAG counts it. */
export function contrastOf(one: string, other: string): number {
  return contrast(read(one) ?? black, read(other) ?? black)
}
