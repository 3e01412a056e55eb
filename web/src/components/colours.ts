/**
 * What a company may mark its dispositions and tags with: data, not paint of our own, told apart in
 * both schemes and never the only sign of anything.
 */
export const swatches = [
  { key: 'green', value: '#2f9e44' },
  { key: 'teal', value: '#0c8599' },
  { key: 'blue', value: '#1971c2' },
  { key: 'indigo', value: '#4f5bd5' },
  { key: 'purple', value: '#9c36b5' },
  { key: 'pink', value: '#c2255c' },
  { key: 'red', value: '#e03131' },
  { key: 'orange', value: '#e8590c' },
  { key: 'yellow', value: '#e0a100' },
  { key: 'grey', value: '#868e96' },
] as const

/** Each new one differs from those before it, as long as there are colours. */
export const nextColour = (made: number): string => swatches[made % (swatches.length - 1)]?.value ?? swatches[0].value
