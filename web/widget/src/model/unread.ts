/** How many messages the person has not seen. */
import type { Message } from '../connection/wire.ts'

/** Messages of others after the last one seen. Whoever wrote has seen what was there, on whichever device. The form is no news. */
export function unread(messages: readonly Message[], seen: string): number {
  const own = messages.findLastIndex((message) => message.author.kind === 'user')
  return messages.slice(own + 1).filter((message) => isNews(message, seen)).length
}

/** Whether a message of somebody else came after the last one seen. */
export function isNews({ id, kind, author }: Message, seen: string): boolean {
  return author.kind !== 'user' && id > seen && kind !== 'contact_asked'
}
