/** Giving name and address by form, in this tab. */
import type { GiveContact, Posted } from '../connection/wire.ts'
import { asked, type Contact } from '../model/contact.ts'
import type { Thread } from '../model/thread.ts'
import { type Verdict, verdict } from '../model/verdict.ts'
import type { Parts } from '../parts.ts'
import { type Held, isUsable } from '../session/held.ts'

/** The form as it stands in the log. */
export interface ContactForm {
  /** The message that asks for it. */
  asked: string
  isSending: boolean
  /** Why what was typed was not taken: it is no address, or something else was in the way. */
  fault: 'wrong' | 'failed' | null
}

/** Who hears of it. */
export interface GivingEnds {
  changed(): void
  posted(posted: Posted): void
  /** The open conversation, of several. */
  conversation(): string | undefined
  /** The session does not count. */
  stopped(what: Verdict, token: string): void
}

type GivingParts = Pick<Parts, 'api' | 'sessions' | 'patience' | 'makeId' | 'keep'>

/** The name under which the device keeps that the person wants to give nothing. */
const SKIPPED = 'contact_skipped'

/** Sends what the form holds, and knows whether there is a form at all. */
export class Giving {
  readonly #parts: GivingParts
  readonly #ends: GivingEnds
  #under: AbortController | null = null
  #fault: ContactForm['fault'] = null

  constructor(parts: GivingParts, ends: GivingEnds) {
    this.#parts = parts
    this.#ends = ends
  }

  /** The form, for somebody who is not signed in, was asked, and has neither answered nor declined. */
  form(thread: Thread, held: Held | null): ContactForm | null {
    if (!isUsable(held) || held.kind !== 'anonymous') return null
    const message = asked(thread.messages)
    if (message === null || this.#parts.keep.read(SKIPPED) === message) return null
    return { asked: message, isSending: this.#under !== null, fault: this.#fault }
  }

  /** Sends it; a lost answer is asked for again with the same id until it comes. */
  async give({ name, email }: Contact): Promise<void> {
    const { api, sessions, patience, makeId } = this.#parts
    const held = sessions.held()
    if (!isUsable(held) || this.#under) return
    const body: GiveContact = { client_id: makeId(), email: email.trim(), as_user: held.user.id }
    if (name.trim() !== '') body.name = name.trim()
    const conversation = this.#ends.conversation()
    if (conversation !== undefined) body.conversation = conversation
    const under = new AbortController()
    this.#set(under, null)
    const answer = await patience.untilAnswered(() => api.giveContact(body, held.token), under.signal)
    if (under.signal.aborted || !answer) return
    if (answer.ok) {
      if (sessions.held()?.id === held.id) this.#ends.posted(answer.body)
      this.#set(null, null)
    } else await this.#failed(verdict(answer.fault), held)
  }

  /** The person would rather give nothing. */
  skip(message: string): void {
    this.#parts.keep.write(SKIPPED, message)
    this.#ends.changed()
  }

  /** Whatever is sent is not waited for any more. */
  callOff(): void {
    this.#under?.abort()
    this.#under = null
    this.#fault = null
  }

  /** Forgets that the person would give nothing: somebody else is here from now on. */
  wipe(): void {
    this.#parts.keep.remove(SKIPPED)
  }

  async #failed(what: Verdict, held: Held): Promise<void> {
    const isOver = what === 'over' || what === 'expired' || what === 'replaced' || what === 'banned'
    this.#set(null, isOver ? null : what === 'wrong' ? 'wrong' : 'failed')
    // A newer session is somebody's who signed in meanwhile: they are not asked.
    if (isOver && !(await this.#parts.sessions.hasNewer(held.token))) this.#ends.stopped(what, held.token)
  }

  #set(under: AbortController | null, fault: ContactForm['fault']): void {
    this.#under = under
    this.#fault = fault
    this.#ends.changed()
  }
}
