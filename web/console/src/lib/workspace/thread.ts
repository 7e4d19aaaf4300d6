import type { Conversation } from './conversation.ts'
import type { Outgoing } from './outbox.ts'
import { placeAt, proofOf, stretches, type Stretch } from './proof.ts'
import { dayOf } from './times.ts'
import type { Confirmation, Evidence, LoginRequest, Message } from './wire.ts'

/** The line left of the messages: solid only where the server says that the person was signed in. */
export type Stroke = 'none' | 'dashed' | 'solid'

/** What is drawn, from top to bottom. */
export type Entry =
  | { kind: 'day'; key: string; at: string; line: Stroke }
  /** The person signed in here. */
  | { kind: 'seam'; key: string; evidence: Evidence; name: string | null; above: Stroke }
  /** And was signed in no longer from here on. */
  | { kind: 'end'; key: string; how: 'signed_out' | 'session_expired'; at: string; below: Stroke }
  /** An agent asked the person to sign in. */
  | { kind: 'request'; key: string; request: LoginRequest; line: Stroke }
  /** The person, signed in, said that what was written before is theirs. */
  | { kind: 'confirmation'; key: string; confirmation: Confirmation; line: Stroke }
  /** `isFirst`: the first of several of one author, which says who it is. */
  | { kind: 'message'; key: string; message: Message; isFirst: boolean; line: Stroke }
  | { kind: 'outgoing'; key: string; outgoing: Outgoing; line: Stroke }

/** Messages of one author further apart than this each say who wrote them. */
const TOGETHER = 5 * 60_000

/** Everything that a conversation draws: days, messages, seams and ends, and what is under way. */
export function entries(conversation: Conversation, outbox: readonly Outgoing[]): Entry[] {
  const known = stretches(conversation)
  const { messages } = conversation
  const all: Entry[] = []
  for (let place = 0; place <= messages.length; place++) {
    all.push(...knots(conversation, known, place))
    const message = messages[place]
    if (!message) break
    const before = messages[place - 1]
    const isNewDay = !before || dayOf(before.received_at) !== dayOf(message.received_at)
    // A day stands above the seams that belong to its first message.
    if (isNewDay) all.splice(dayPlace(all), 0, day(message, before ? lineAt(known, place - 1) : 'none'))
    const isFirst = isNewDay || all.at(-1)?.kind !== 'message' || !isTogether(before, message)
    const line = lineOf(message, known, place)
    all.push({ kind: 'message', key: message.id, message, isFirst, line })
  }
  const line = lineAt(known, messages.length)
  return [...all, ...outbox.map((one): Entry => ({ kind: 'outgoing', key: one.clientId, outgoing: one, line }))]
}

/** A message of the person is drawn by its own mark; what stands between them, by what is known of that place. */
function lineOf(message: Message, known: readonly Stretch[], place: number): Stroke {
  if (message.author.kind === 'user') return proofOf(message) ? 'solid' : 'dashed'
  return lineAt(known, place)
}

function lineAt(known: readonly Stretch[], place: number): Stroke {
  return known.some((one) => one.begins <= place && place < one.ends) ? 'solid' : 'dashed'
}

/** The ends, seams and requests at a place, in the order in which they happened. */
function knots({ messages, requests, confirmations, hasMore }: Conversation, known: readonly Stretch[], place: number): Entry[] {
  const above: Stroke = place === 0 && !hasMore ? 'none' : place === 0 ? 'dashed' : lineAt(known, place - 1)
  const ends = known.flatMap((one) =>
    one.end && one.ends === place ? [{ at: one.end.at, entry: endEntry(one, one.end, known) }] : [],
  )
  const seams = known.flatMap((one) =>
    one.hasSeam && one.begins === place ? [{ at: one.evidence.accepted_at, entry: seamEntry(one, above) }] : [],
  )
  const line = place === 0 ? above : lineAt(known, place - 1)
  const asked = requests.flatMap((request) =>
    placeAt(messages, request.at) === place ? [{ at: request.at, entry: requestEntry(request, line) }] : [],
  )
  const said = confirmations.flatMap((confirmation) =>
    placeAt(messages, confirmation.at) === place ? [{ at: confirmation.at, entry: confirmationEntry(confirmation, line) }] : [],
  )
  return [...ends, ...seams, ...asked, ...said].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ entry }) => entry)
}

function requestEntry(request: LoginRequest, line: Stroke): Entry {
  return { kind: 'request', key: `request-${request.at}-${request.by.id}`, request, line }
}

function confirmationEntry(confirmation: Confirmation, line: Stroke): Entry {
  return { kind: 'confirmation', key: `confirmation-${confirmation.evidence.session}`, confirmation, line }
}

function seamEntry({ evidence, name }: Stretch, above: Stroke): Entry {
  return { kind: 'seam', key: `seam-${evidence.session}`, evidence, name, above }
}

function endEntry(one: Stretch, end: NonNullable<Stretch['end']>, known: readonly Stretch[]): Entry {
  const below = known.some((other) => other !== one && other.begins <= one.ends && one.ends < other.ends)
  return { kind: 'end', key: `end-${one.evidence.session}`, ...end, below: below ? 'solid' : 'dashed' }
}

function day(message: Message, line: Stroke): Entry {
  return { kind: 'day', key: `day-${dayOf(message.received_at)}`, at: message.received_at, line }
}

/** Before the seams and lines of one sentence at the end of what is there. */
function dayPlace(all: readonly Entry[]): number {
  const isBelow = ({ kind }: Entry) => kind === 'seam' || kind === 'request' || kind === 'confirmation'
  return all.findLastIndex((entry) => !isBelow(entry)) + 1
}

function isTogether(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.author.kind === message.author.kind &&
    before.author.id === message.author.id &&
    before.visibility === message.visibility &&
    (before.kind === 'follow_up') === (message.kind === 'follow_up') &&
    before.mark === message.mark &&
    before.evidence?.session === message.evidence?.session &&
    Date.parse(message.received_at) - Date.parse(before.received_at) < TOGETHER
  )
}
