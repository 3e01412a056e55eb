const brazilian = [
  'America/Sao_Paulo',
  'America/Manaus',
  'America/Cuiaba',
  'America/Campo_Grande',
  'America/Fortaleza',
  'America/Recife',
  'America/Bahia',
  'America/Belem',
  'America/Porto_Velho',
  'America/Rio_Branco',
  'America/Noronha',
]

/** Time zones for a searchable field, the Brazilian ones first: `América/São Paulo (GMT-3)`. */
export function timeZoneOptions(): { value: string; label: string }[] {
  const all = Intl.supportedValuesOf('timeZone')
  const others = all.filter((zone) => !brazilian.includes(zone))
  return [...brazilian, ...others].map((zone) => ({ value: zone, label: `${zone.replaceAll('_', ' ')} (${offsetOf(zone)})` }))
}

function offsetOf(zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts()
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}
