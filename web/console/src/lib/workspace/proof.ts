import type { Conversation } from './conversation.ts'
import { markOf, type Evidence, type Message } from './wire.ts'

/**
 * A stretch of a conversation during which a session of the person was signed in, as far as the server says so.
 * Places are counted in messages: a place is the index of the first message that comes after it.
 */
export interface Stretch {
  /** What opened it, as far as it is known: the first evidence of the session. */
  evidence: Evidence
  /** What the person was called then. */
  name: string | null
  /** Where the seam is. */
  begins: number
  /** Whether the seam itself is on screen, and not somewhere in older messages that were not read. */
  hasSeam: boolean
  /** Where it is known to have ended, or how far it is known to have gone on. */
  ends: number
  /** How it ended and when, if that is known. */
  end: { how: 'signed_out' | 'session_expired'; at: string } | null
}

/**
 * The stretches of a conversation. They rest on three things that the server says and on nothing else: the evidence
 * of messages that carry the mark, logins and logouts that were heard of, and the evidence beside the person's mark.
 */
export function stretches(conversation: Conversation): Stretch[] {
  return [...sessionsOf(conversation).values()].map((evidence) => stretch(conversation, evidence))
}

/** Whether a message carries the mark, and what it rests on: one without the other is not drawn. */
export function proofOf(message: Message): Evidence | null {
  return markOf(message.mark) === 'verified_when_written' ? (message.evidence ?? null) : null
}

/** The first evidence of each session; later ones are renewals. */
function sessionsOf({ messages, logins, person }: Conversation): Map<string, Evidence> {
  const all = [...logins, ...messages.map(proofOf)]
  if (['verified_now', 'session_expired'].includes(markOf(person.mark) ?? '')) all.push(person.evidence ?? null)
  const first = new Map<string, Evidence>()
  for (const evidence of all) {
    if (evidence === null) continue
    const known = first.get(evidence.session)
    if (!known || time(evidence.accepted_at) < time(known.accepted_at)) first.set(evidence.session, evidence)
  }
  return first
}

function stretch(conversation: Conversation, evidence: Evidence): Stretch {
  const { messages, person, hasMore } = conversation
  const own = (message: Message | undefined) =>
    message !== undefined && proofOf(message)?.session === evidence.session
  const firstOwn = messages.findIndex(own)
  const since = placeAt(messages, evidence.accepted_at)
  const begins = firstOwn === -1 ? since : Math.min(firstOwn, since)
  const lastOwn = messages.findLastIndex(own)
  const end = endOf(conversation, evidence.session)
  const isLive = markOf(person.mark) === 'verified_now' && person.evidence?.session === evidence.session
  const known = end ? placeAt(messages, end.at) : begins
  const oldest = messages[0]
  return {
    evidence,
    name: messages[firstOwn]?.author.name ?? person.name ?? null,
    begins,
    hasSeam: !hasMore || oldest === undefined || time(evidence.accepted_at) >= time(oldest.received_at),
    ends: isLive ? Number.POSITIVE_INFINITY : Math.max(known, lastOwn + 1),
    end: isLive ? null : end,
  }
}

function endOf({ logouts, person }: Conversation, session: string): Stretch['end'] {
  const logout = logouts.find((one) => one.session === session)
  if (logout) return { how: 'signed_out', at: logout.at }
  const isExpired = markOf(person.mark) === 'session_expired' && person.evidence?.session === session
  return isExpired && person.signed_in_until ? { how: 'session_expired', at: person.signed_in_until } : null
}

/** The index of the first message that was received at this time or later. */
export function placeAt(messages: readonly Message[], at: string): number {
  const place = messages.findIndex((message) => time(message.received_at) >= time(at))
  return place === -1 ? messages.length : place
}

const time = (at: string) => Date.parse(at)
