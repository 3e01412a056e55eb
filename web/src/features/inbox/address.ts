/** An address from outside becomes a link only when it leads to a web page, never to a script. */
export function safeAddress(address: string | null | undefined): string | undefined {
  if (!address) return undefined
  try {
    const { protocol, href } = new URL(address)
    return protocol === 'https:' || protocol === 'http:' ? href : undefined
  } catch {
    return undefined
  }
}

/** `https://www.instagram.com/p/abc/` to `instagram.com/p/abc`. */
export function shortAddress(address: string): string {
  return address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
}
