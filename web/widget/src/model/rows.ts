/** What stands in the log, from top to bottom. */
import type { Message } from '../connection/wire.ts'
import type { Unsent } from '../outbox/outbox.ts'
import type { Thread } from './thread.ts'

/** One row of the log. */
export type Row =
  | { t: 'day'; key: string; at: string }
  | { t: 'seam'; key: string }
  /** `begins` and `ends` say whether it is the first and the last of one author's row of messages. */
  | { t: 'message'; key: string; message: Message; isOwn: boolean; begins: boolean; ends: boolean }
  | { t: 'unsent'; key: string; unsent: Unsent }

/** Messages of one author further apart than this, in milliseconds, are told apart. */
const TOGETHER = 5 * 60_000

/** The rows of a conversation and of what waits to be sent. `dayOf` names the visitor's day of a time. */
export function rows(thread: Thread, unsent: readonly Unsent[], dayOf: (at: string) => string): Row[] {
  const { messages } = thread
  const drawn = messages.flatMap((message, at): Row[] => {
    const before = messages[at - 1]
    const after = messages[at + 1]
    const isOwn = message.author.kind === 'user'
    const isNewDay = !before || dayOf(before.received_at) !== dayOf(message.received_at)
    const isSeam = before !== undefined && hasSeam(thread, before, message)
    const begins = isNewDay || isSeam || !belong(before, message)
    const ends = !after || !belong(message, after) || hasSeam(thread, message, after)
    const own: Row = { t: 'message', key: keyOf(message), message, isOwn, begins, ends }
    return [
      ...(isNewDay ? [{ t: 'day', key: `day ${message.id}`, at: message.received_at } as const] : []),
      ...(isSeam ? [{ t: 'seam', key: `seam ${message.id}` } as const] : []),
      own,
    ]
  })
  const last = messages.at(-1)
  const isSeamLast = last !== undefined && hasSeam(thread, last, undefined)
  const sent = new Set(messages.map((message) => message.client_id))
  return [
    ...drawn,
    ...(isSeamLast ? [{ t: 'seam', key: 'seam' } as const] : []),
    ...unsent
      .filter((one) => !sent.has(one.client_id))
      .map((one) => ({ t: 'unsent', key: one.client_id, unsent: one }) as const),
  ]
}

/** What is waiting and what it became keep one key, so that a message does not jump when it is sent. */
function keyOf(message: Message): string {
  return message.client_id ?? message.id
}

function belong(one: Message | undefined, other: Message): boolean {
  if (!one || one.author.kind !== other.author.kind || one.author.id !== other.author.id) return false
  return Date.parse(other.received_at) - Date.parse(one.received_at) < TOGETHER
}

/** Whether the person signed in between two messages. Times are compared as texts: all have one form. */
function hasSeam({ seams }: Thread, before: Message, after: Message | undefined): boolean {
  return seams.some((at) => at > before.received_at && (after === undefined || at <= after.received_at))
}
