/** A conversation as this device has read it: pages and numbered events become one ordered whole. */
import type { ConversationEvent, Message, Page, Posted } from '../connection/wire.ts'

/** What was read of the conversation. */
export interface Thread {
  /** Null until something was said. */
  id: string | null
  /** The number of the last event that is in it. */
  head: number
  /** Ordered by id, each once. */
  messages: readonly Message[]
  /** Whether there are older ones that were not read. */
  hasMore: boolean
  /** When the person signed in, as far as it is known for certain. */
  seams: readonly string[]
  /** When the person was last asked to sign in, if they were and have not (SEE-10). */
  loginRequestedAt: string | null
  /** When something was last written on this device of which the person is asked whether it is theirs (MRG-11). */
  earlierAt: string | null
  /** Whether it was read at all. */
  isRead: boolean
}

/** Nothing read yet. */
export const UNREAD: Thread = {
  id: null, head: 0, messages: [], hasMore: false, seams: [], loginRequestedAt: null, earlierAt: null, isRead: false,
}

/** Known to be empty: the session is new. */
export const NEW: Thread = { ...UNREAD, isRead: true }

/** What has to be asked for next: what happened after the head, or the conversation from its newest page. */
export type Need = 'nothing' | 'gap' | 'read'

/** Takes an event in. One that is there already is dropped; one that comes too early shows a gap. */
export function afterEvent(thread: Thread, event: ConversationEvent): { thread: Thread; need: Need } {
  if (!thread.isRead) return { thread, need: 'read' }
  if (thread.id !== null && event.c !== thread.id) return { thread, need: 'read' }
  if (event.n <= thread.head) return { thread, need: 'nothing' }
  const begun = { ...thread, id: event.c }
  if (event.n > thread.head + 1) return { thread: begun, need: 'gap' }
  // Of what was read some may be another's by now (MRG-12): none of it stays.
  if (event.k === 'parted') return { thread: UNREAD, need: 'read' }
  return { thread: said({ ...begun, head: event.n }, event), need: event.k === 'joined' ? 'read' : 'nothing' }
}

/** What the server's count of events calls for. */
export function needAt(thread: Thread, conversation: string, head: number): Need {
  if (!thread.isRead || (thread.id !== null && thread.id !== conversation)) return 'read'
  return head > thread.head ? 'gap' : 'nothing'
}

/** Takes the newest page in. What came after it, as the answer to a post, stays; what was older is read anew. */
export function afterPage(thread: Thread, page: Page): Thread {
  const id = page.conversation?.id ?? null
  const isSame = thread.id !== null && thread.id === id
  const last = page.messages.at(-1)?.id ?? ''
  const newer = isSame ? thread.messages.filter((message) => message.id > last) : []
  return {
    id,
    head: page.conversation?.head ?? 0,
    messages: [...page.messages, ...newer],
    hasMore: page.has_more,
    seams: isSame ? thread.seams : [],
    loginRequestedAt: page.login_requested_at ?? null,
    earlierAt: page.earlier_conversation?.last_written_at ?? null,
    isRead: true,
  }
}

/** Takes a page of older messages in. */
export function afterOlder(thread: Thread, page: Page): Thread {
  return { ...thread, messages: page.messages.reduce(withMessage, thread.messages), hasMore: page.has_more }
}

/** Takes the answer to a post in. It says nothing of what others did meanwhile, so the head stays. */
export function afterPost(thread: Thread, { message, conversation }: Posted): Thread {
  if (thread.id !== null && thread.id !== conversation.id) return thread
  return { ...thread, id: conversation.id, messages: withMessage(thread.messages, message) }
}

/** Notes that the person signed in. */
export function withSeam(thread: Thread, at: string): Thread {
  return thread.seams.includes(at) ? thread : { ...thread, seams: [...thread.seams, at].sort() }
}

function said(thread: Thread, event: ConversationEvent): Thread {
  if (event.k === 'signed_in') return { ...withSeam(thread, event.at), loginRequestedAt: null }
  if (event.k === 'login_requested') return { ...thread, loginRequestedAt: event.at }
  if (event.k !== 'message' || !event.message) return thread
  return { ...thread, messages: withMessage(thread.messages, event.message) }
}

function withMessage(messages: readonly Message[], message: Message): readonly Message[] {
  const others = messages.filter((one) => one.id !== message.id)
  const at = others.findLastIndex((one) => one.id < message.id) + 1
  return [...others.slice(0, at), message, ...others.slice(at)]
}
