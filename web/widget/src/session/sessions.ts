/** How a session begins and ends. One tab at a time does that, and all tabs of the device have the same one. */
import type { Api, Fault } from '../connection/api.ts'
import type { Patience } from '../connection/patience.ts'
import type { Head, LoggedIn } from '../connection/wire.ts'
import type { Clock } from '../device/clock.ts'
import type { Hold } from '../device/locks.ts'
import { verdict } from '../model/verdict.ts'
import { type Held, heldOf, isUsable } from './held.ts'
import type { SessionStore } from './store.ts'

/** What became of a login. */
export type LoginOutcome =
  /** `isNew` if another session than before; `conversation` is the user's, as far as it had come with the login. */
  | { t: 'in'; isNew: boolean; conversation: Head | null }
  /** `mayStay` if they may go on as somebody anonymous (CHT-10). */
  | { t: 'refused'; reason: string; message: string; isBanned: boolean; mayStay: boolean }
  /** Something else took its place before it was answered. */
  | { t: 'called_off' }

/** What is needed to begin and end sessions. */
export interface SessionParts {
  channel: string
  api: Api
  store: SessionStore
  hold: Hold
  patience: Patience
  clock: Clock
  /** The language that the visitor reads, as a BCP 47 tag. */
  locale: () => string
}

/** Begins and ends sessions, and says which one counts. */
export class Sessions {
  readonly #parts: SessionParts

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  held(): Held | null {
    return this.#parts.store.read()
  }

  /** An anonymous session, if the device has none (SES-1). Answers what was in the way; null if there is one now. */
  begin(): Promise<Fault | null> {
    const { api, store, hold, clock, channel, locale } = this.#parts
    return hold('session', async () => {
      if (store.read()) return null
      const answer = await api.openSession({ channel, locale: locale() }, null)
      if (!answer.ok) return answer.fault
      store.write(heldOf(answer.body, null, answer.serverNow, clock.now()))
      return null
    })
  }

  /**
   * Logs in with a user's token; a lost answer is asked for again with the same id until it comes. Called off, it is not
   * begun or repeated any more, but an answer that comes is stored: the next call has to know the session. A login that `renews`
   * the session with this token is called off by whatever has taken that session's place: who has logged out in another tab
   * stays so.
   */
  logIn(token: string, signal: AbortSignal, renews?: string): Promise<LoginOutcome> {
    return this.#parts.hold('session', async () => {
      const { api, store, patience, channel } = this.#parts
      const isOver = renews !== undefined && store.read()?.token !== renews
      if (signal.aborted || isOver) return { t: 'called_off' }
      const call = () => api.logIn({ channel, token, login_id: store.loginId(token) }, store.read()?.token ?? null)
      for (let again = true; ; again = false) {
        const answer = await patience.untilAnswered(call, signal)
        if (answer === null) return { t: 'called_off' }
        store.loginAnswered()
        if (answer.ok) return this.#loggedIn(answer.body, answer.serverNow)
        if (again && verdict(answer.fault) === 'login_id_used') continue
        return refused(answer.fault)
      }
    })
  }

  /** Logs out. What the device stored of the session is wiped once the server has answered; until then it is leaving. */
  async logOut(): Promise<void> {
    const { store, hold } = this.#parts
    const leaving = store.read()
    if (leaving) store.write({ ...leaving, isLeaving: true })
    await hold('session', () => this.#end(store.read()))
  }

  /** Does what is left of a logout that another tab began, if that tab could not. */
  async finishLogout(): Promise<void> {
    const { store, hold } = this.#parts
    await hold('session', async () => {
      const held = store.read()
      if (held?.isLeaving) await this.#end(held)
    })
  }

  /** After a refusal of `token`: whether another tab has stored a newer session. Waits for a login under way. */
  hasNewer(token: string): Promise<boolean> {
    return this.#parts.hold('session', async () => {
      const held = this.held()
      return isUsable(held) && held.token !== token
    })
  }

  /** Marks the session with this token as expired (SES-4), if it is still the one that counts. */
  expire(token: string): void {
    const held = this.held()
    if (held?.token === token) this.#parts.store.write({ ...held, isExpired: true })
  }

  /** Forgets the session with this token, if it is still the one that counts. */
  forget(token: string): void {
    if (this.held()?.token === token) this.#parts.store.wipe()
  }

  async #end(held: Held | null): Promise<void> {
    const { api, store, patience } = this.#parts
    if (!held) return
    // A login may have stored it while the logout waited for its turn.
    store.write({ ...held, isLeaving: true })
    await patience.untilAnswered(() => api.logOut(held.token))
    store.wipe()
  }

  #loggedIn(body: LoggedIn, serverNow: number | null): LoginOutcome {
    const { store, clock } = this.#parts
    const before = store.read()
    const formerly = body.joined && before?.kind === 'anonymous' ? before.user.id : null
    const isSame = before?.user.id === body.user.id
    const held = heldOf(body, isSame ? before.formerly : formerly, serverNow, clock.now())
    if (before?.isLeaving) {
      // Somebody logged out while it was under way: it is theirs to end, also after a reload.
      store.write({ ...held, isLeaving: true })
      return { t: 'called_off' }
    }
    store.write(held)
    return { t: 'in', isNew: before?.id !== body.session.id, conversation: body.conversation }
  }
}

function refused(fault: Fault): LoginOutcome {
  const reason = fault.reason ?? fault.code
  const mayStay = fault.onFailure !== 'refuse'
  return { t: 'refused', reason, message: fault.description, isBanned: verdict(fault) === 'banned', mayStay }
}
