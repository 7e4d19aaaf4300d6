import type { Audience } from './wire.ts'

/** What an agent has typed and not sent. */
export interface Draft {
  text: string
  visibility: Audience
}

const NOTHING: Draft = { text: '', visibility: 'all' }
const place = (conversation: string) => `bonafide.draft.${conversation}`

/**
 * The draft of a conversation. It is kept for the tab, as the session is. Where somebody goes on in it with what they
 * were writing in another, a note stays one.
 */
export function draftOf(conversation: string, resumed: Audience | null = null): Draft {
  const kept = sessionStorage.getItem(place(conversation))
  const draft = kept === null ? NOTHING : { ...NOTHING, ...(JSON.parse(kept) as Draft) }
  return { ...draft, visibility: resumed === 'agents' ? resumed : draft.visibility }
}

/**
 * A conversation goes on in another one, and so does what was typed in it (MRG-3). Where something was typed in both,
 * one follows the other, and as a note if either was: what is for the team alone never becomes an answer.
 */
export function carryDraft(from: string, into: string): void {
  const [draft, there] = [draftOf(from), draftOf(into)]
  if (draft.text === '') return
  const visibility = there.visibility === 'agents' ? 'agents' : draft.visibility
  keepDraft(into, there.text === '' ? draft : { text: `${there.text}\n\n${draft.text}`, visibility })
  keepDraft(from, NOTHING)
}

/** Keeps a draft, or forgets it once it is empty. */
export function keepDraft(conversation: string, draft: Draft): void {
  if (draft.text === '') sessionStorage.removeItem(place(conversation))
  else sessionStorage.setItem(place(conversation), JSON.stringify(draft))
}
