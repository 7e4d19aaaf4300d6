/** The conversations of somebody who may have several (MRG-9), and which of them is open. */
import type { ConversationEvent, Listed, Message, OwnConversations, Posted } from '../connection/wire.ts'
import type { Unsent } from '../outbox/outbox.ts'
import type { Thread } from './thread.ts'

/** Which conversation is open. */
export type Place =
  /** The one last written to, where nobody has chosen: everybody's who has one at most. */
  | { t: 'latest' }
  | { t: 'conversation'; id: string }
  /** One that begins with the message of this client id, which was or was not written yet. */
  | { t: 'new'; key: string; isBegun: boolean }

/** What was read. */
export interface Read {
  thread: Thread
  several: OwnConversations | null
}

/** Where a message goes, as the server wants to know it. */
export type Address = { conversation?: string; begun_by?: string }

/** Whether something in a conversation belongs to the open one. */
export function isOpen(place: Place, thread: Thread, conversation: string, message?: Message | null): boolean {
  switch (place.t) {
    case 'latest':
      return thread.id === null || thread.id === conversation
    case 'conversation':
      return place.id === conversation
    case 'new':
      return message?.client_id === place.key
  }
}

/** Whether something that waits is for the open conversation. What is for none of theirs shows in whichever is open. */
export function isForOpen(place: Place, { thread, several }: Read, unsent: Unsent): boolean {
  const { conversation, begun_by } = unsent
  if (conversation !== undefined) {
    const isElsewhere = several === null || several.all.some(({ id }) => id === conversation)
    return thread.id === conversation || (place.t === 'conversation' && place.id === conversation) || !isElsewhere
  }
  if (begun_by === undefined) return place.t !== 'new'
  return (place.t === 'new' && place.key === begun_by) || thread.messages.some((one) => one.client_id === begun_by)
}

/** What waits for conversations that no message has begun yet: of each the first. */
export function unbegun(unsent: readonly Unsent[]): Unsent[] {
  return unsent.filter(({ client_id, begun_by }) => begun_by === client_id)
}

/** The list after something was said, or anything else happened; null if it has to be read again. */
export function afterNews(several: OwnConversations, event: ConversationEvent): OwnConversations | null {
  const known = several.all.find(({ id }) => id === event.c)
  if (!known || event.k === 'joined' || event.k === 'parted' || event.k === 'moved') return null
  return withListed(several, { id: event.c, head: Math.max(known.head, event.n), last_message: later(known.last_message, event.message) })
}

/** The list after the answer to a post. */
export function afterSent(several: OwnConversations, { message, conversation }: Posted): OwnConversations {
  const known = several.all.find(({ id }) => id === conversation.id)
  const last_message = later(known?.last_message ?? null, message)
  return withListed(several, { id: conversation.id, head: known?.head ?? conversation.head, last_message })
}

function withListed({ may_begin, all }: OwnConversations, listed: Listed): OwnConversations {
  const others = all.filter(({ id }) => id !== listed.id)
  const said = ({ last_message }: Listed): string => last_message?.id ?? ''
  return { may_begin, all: [listed, ...others].sort((one, other) => (said(one) < said(other) ? 1 : said(one) > said(other) ? -1 : 0)) }
}

function later(one: Message | null, other: Message | null | undefined): Message | null {
  return other && (one === null || one.id < other.id) ? other : one
}
