/** Sends what waits, one after the other, oldest first, each once the one before was answered. */
import type { Api, Fault } from '../connection/api.ts'
import { isPassing, type Patience } from '../connection/patience.ts'
import type { Post, Posted } from '../connection/wire.ts'
import type { Clock } from '../device/clock.ts'
import type { Hold } from '../device/locks.ts'
import type { Address } from '../model/several.ts'
import { type Verdict, verdict } from '../model/verdict.ts'
import { type Held, isUsable } from '../session/held.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Outbox, Refusal, Unsent } from './outbox.ts'
import { isOwnWords } from './ownership.ts'

/** What is needed to send. */
export interface SenderParts {
  api: Api
  sessions: Sessions
  outbox: Outbox
  hold: Hold
  patience: Patience
  clock: Clock
}

/** Who hears what became of messages. */
export interface SenderEnds {
  /** A session was begun for the first message. */
  begun(): void
  sent(posted: Posted, unsent: Unsent, held: Held): void
  refused(unsent: Unsent, why: Refusal): void
  /** It was somebody else's and is gone. */
  discarded(unsent: Unsent): void
  /** The session does not count, and no other tab has a newer one. `token` is null if none could be begun. */
  stopped(what: Verdict, token: string | null): void
}

/** What to do after a step: end, go on, or go on once this fault has passed. */
type Step = 'end' | 'next' | Fault

/** Sends for this tab; tabs take turns. */
export class Sender {
  readonly #parts: SenderParts
  readonly #ends: SenderEnds
  #failed = 0
  #isRunning = false
  /** Whether there may be more than was there when the last look was taken. */
  #hasMore = false

  constructor(parts: SenderParts, ends: SenderEnds) {
    this.#parts = parts
    this.#ends = ends
  }

  /** Sends until nothing waits or nothing can be sent. Called while it does so, it looks once more before it ends. */
  async send(): Promise<void> {
    this.#hasMore = true
    if (this.#isRunning) return
    this.#isRunning = true
    while (this.#hasMore) {
      this.#hasMore = false
      const step = await this.#parts.hold('outbox', () => this.#one())
      if (step !== 'end') this.#hasMore = true
      if (step !== 'end' && step !== 'next') await this.#later(step)
    }
    this.#isRunning = false
  }

  async #one(): Promise<Step> {
    const { outbox, sessions, clock } = this.#parts
    const unsent = outbox.next()
    if (!unsent) return 'end'
    const held = sessions.held()
    // What somebody wrote never begins the session of somebody else (SES-4, SES-11).
    if (!held) return unsent.as_user === null ? this.#begin() : this.#discard(unsent)
    if (!isUsable(held)) return 'end'
    if (!isOwnWords(unsent, held, clock.now())) return this.#discard(unsent)
    const typedAs = { ...unsent, as_user: unsent.as_user ?? held.user.id }
    if (unsent.as_user === null) outbox.write(typedAs)
    return this.#post(typedAs, held)
  }

  async #begin(): Promise<Step> {
    const fault = await this.#parts.sessions.begin()
    if (!fault) {
      this.#ends.begun()
      return 'next'
    }
    if (isPassing(fault)) return fault
    this.#ends.stopped(verdict(fault), null)
    return 'end'
  }

  async #post(unsent: Unsent & { as_user: string }, held: Held): Promise<Step> {
    const answer = await this.#parts.api.post(postOf(unsent), held.token)
    if (!answer.ok) return this.#failedWith(answer.fault, unsent, held)
    this.#failed = 0
    this.#parts.outbox.remove(unsent.client_id)
    this.#ends.sent(answer.body, unsent, held)
    return 'next'
  }

  async #failedWith(fault: Fault, unsent: Unsent, held: Held): Promise<Step> {
    const what = verdict(fault)
    switch (what) {
      case 'repeat':
      case 'wait':
        return fault
      case 'wrong_user':
        return this.#discard(unsent)
      case 'full':
      case 'too_many':
      case 'login_required':
        return this.#refuse(unsent, what)
      case 'wrong':
      case 'refused':
      case 'login_id_used':
        return this.#refuse(unsent, 'wrong')
      case 'over':
      case 'expired':
      case 'replaced':
        if (await this.#parts.sessions.hasNewer(held.token)) return 'next'
        this.#ends.stopped(what, held.token)
        return 'end'
      case 'banned':
        this.#ends.stopped(what, held.token)
        return 'end'
    }
  }

  #later(fault: Fault): Promise<void> {
    const failed = this.#failed
    this.#failed += 1
    return this.#parts.patience.wait(fault, failed)
  }

  #discard(unsent: Unsent): Step {
    this.#parts.outbox.remove(unsent.client_id)
    this.#ends.discarded(unsent)
    return 'next'
  }

  #refuse(unsent: Unsent, why: Refusal): Step {
    this.#parts.outbox.update({ ...unsent, refused: why })
    this.#ends.refused(unsent, why)
    return 'next'
  }
}

function postOf(unsent: Unsent & { as_user: string }): Post {
  const { client_id, text, as_user, composed_authenticated, metadata } = unsent
  const post: Post = { client_id, text, as_user, composed_authenticated, ...addressOf(unsent) }
  if (metadata?.fields?.length) post.fields = metadata.fields
  if (metadata?.tags?.length) post.tags = metadata.tags
  return post
}

/** Where it goes; nothing where the person has one conversation at most. */
function addressOf({ conversation, begun_by }: Unsent): Address {
  if (conversation !== undefined) return { conversation }
  return begun_by === undefined ? {} : { begun_by }
}
