/** This screen has no filters. */
export type SettingsSearch = Record<never, never>

export function validateSearch(): SettingsSearch {
  return {}
}
