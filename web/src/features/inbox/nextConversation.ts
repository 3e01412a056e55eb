import { createContext, useContext } from 'react'

/** The conversation that follows another one in the list; else the one before it. */
export type NextConversation = (id: string) => string | undefined

export function followerOf(ids: readonly string[], id: string): string | undefined {
  const at = ids.indexOf(id)
  return at < 0 ? ids[0] : (ids[at + 1] ?? ids[at - 1])
}

const Context = createContext<NextConversation | undefined>(undefined)
export const NextConversationProvider = Context.Provider
/** `undefined` where no list stands beside the conversation. */
export const useNextConversation = () => useContext(Context)
