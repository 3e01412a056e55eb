/** Only what this server serves is ever loaded: an address of anybody else is as good as none. */
export function ownAddress(address: string | null | undefined): string | undefined {
  if (!address) return undefined
  return /^\/api\/v1\/[^/\\]/.test(address) ? address : undefined
}
