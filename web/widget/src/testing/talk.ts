/** Conversations, as the server of the tests keeps them. */
import type { ConversationEvent, Message } from '../connection/wire.ts'

/** A conversation. */
export interface Talk {
  id: string
  messages: Message[]
  events: ConversationEvent[]
}

/** The conversations of somebody, the one last written to first. */
export function latestFirst(talks: readonly Talk[]): Talk[] {
  const last = ({ messages }: Talk): string => messages.at(-1)?.id ?? ''
  return [...talks].sort((one, other) => (last(one) < last(other) ? 1 : -1))
}
