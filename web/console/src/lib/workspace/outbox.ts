import type { Audience, Message } from './wire.ts'

/** What an agent sent and the server has not acknowledged. */
export interface Outgoing {
  /** Made once, and repeated with every attempt: the server writes it once. */
  clientId: string
  text: string
  visibility: Audience
  /** When it was sent first, in RFC 3339. */
  at: string
  /** The newest message that was there then: its own event can only be newer. */
  after: string
  state: 'sending' | 'failed'
}

/** A new one. */
export function outgoing(text: string, visibility: Audience, after: string, now: Date): Outgoing {
  return { clientId: crypto.randomUUID(), text, visibility, at: now.toISOString(), after, state: 'sending' }
}

/** With one of them in another state. */
export function inState(outbox: readonly Outgoing[], clientId: string, state: Outgoing['state']): Outgoing[] {
  return outbox.map((one) => (one.clientId === clientId ? { ...one, state } : one))
}

/** Without one of them. */
export function without(outbox: readonly Outgoing[], clientId: string): Outgoing[] {
  return outbox.filter((one) => one.clientId !== clientId)
}

/**
 * What is to be drawn below the messages. The event of a message may be here before the answer to its POST; until
 * then the message stands for what was sent, so that it is not seen twice.
 */
export function unseen(outbox: readonly Outgoing[], messages: readonly Message[], agent: string): Outgoing[] {
  const own = messages.filter((message) => message.author.kind === 'agent' && message.author.id === agent)
  return outbox.filter(
    (one) =>
      one.state === 'failed' ||
      !own.some((said) => said.id > one.after && said.text === one.text && said.visibility === one.visibility),
  )
}
