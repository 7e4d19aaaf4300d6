import type { Audience } from './wire.ts'

/** What an agent has typed and not sent. */
export interface Draft {
  text: string
  visibility: Audience
}

const NOTHING: Draft = { text: '', visibility: 'all' }
const place = (conversation: string) => `bonafide.draft.${conversation}`

/** The draft of a conversation. It is kept for the tab, as the session is. */
export function draftOf(conversation: string): Draft {
  const kept = sessionStorage.getItem(place(conversation))
  return kept === null ? { ...NOTHING } : { ...NOTHING, ...(JSON.parse(kept) as Draft) }
}

/** Keeps a draft, or forgets it once it is empty. */
export function keepDraft(conversation: string, draft: Draft): void {
  if (draft.text === '') sessionStorage.removeItem(place(conversation))
  else sessionStorage.setItem(place(conversation), JSON.stringify(draft))
}
