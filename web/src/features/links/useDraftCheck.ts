import { useDebouncedValue } from '@mantine/hooks'
import { useLinkCheck, type LinkCheck } from '@/api/generator'

/** A moment after the last key. */
const pause = 300

export interface Checked {
  /** Names of other links in use with the same text. */
  sharedWith: string[]
  slugState: LinkCheck['slug_state']
  suggestion: string | null
}

/** What the server says about a text and an own slug; nothing about a slug that has been typed on since. */
export function useDraftCheck(message: string, slug: string, except?: string): Checked {
  const [text] = useDebouncedValue(message.trim(), pause)
  const [end] = useDebouncedValue(slug.trim(), pause)
  const other = except === undefined ? {} : { except }
  const ofText = useLinkCheck({ message: text, slug: '', ...other })
  const ofSlug = useLinkCheck({ message: '', slug: end, ...other })
  const known = end !== '' && end === slug.trim() && !ofSlug.isPlaceholderData ? ofSlug.data : undefined
  return {
    sharedWith: text === '' ? [] : (ofText.data?.message_shared_with.map(({ name }) => name) ?? []),
    slugState: known?.slug_state ?? null,
    suggestion: known?.slug_suggestion ?? null,
  }
}
