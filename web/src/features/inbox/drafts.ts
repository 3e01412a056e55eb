/** What was typed and not yet sent, kept per conversation over reloads. */
const prefix = 'nascente-draft:'

export interface Draft {
  text: string
  note: boolean
}

const nothing: Draft = { text: '', note: false }

export function readDraft(conversationId: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(prefix + conversationId) ?? 'null')
    if (typeof stored !== 'object' || stored === null) return nothing
    const { text, note } = stored as Record<string, unknown>
    return { text: typeof text === 'string' ? text : '', note: note === true }
  } catch {
    return nothing
  }
}

export function keepDraft(conversationId: string, draft: Draft): void {
  try {
    if (draft.text.trim() === '') localStorage.removeItem(prefix + conversationId)
    else localStorage.setItem(prefix + conversationId, JSON.stringify(draft))
  } catch {
    // Without storage a draft lasts as long as the conversation stays open.
  }
}
