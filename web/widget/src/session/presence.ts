/** Who is here: logins, logouts, expiry and bans, from the page, the person, the server, and the other tabs. */
import type { Page } from '../bridge.ts'
import type { Head } from '../connection/wire.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Parts } from '../parts.ts'
import type { Notice } from '../state.ts'
import { Announcements } from './announcements.ts'
import { type Held, isUsable } from './held.ts'
import { type AskedOutcome, Logins } from './logins.ts'
import { Renewal } from './renewal.ts'

/** Who is told. */
export interface PresenceEnds {
  /** Another session counts now, or none, or the same one renewed. `isNew` says that nothing was said with it yet. */
  follow(before: Held | null, held: Held | null, isNew: boolean): void
  /** A login went well. `conversation` says how far it came with that, where the person was not signed in before. */
  signedIn(conversation: Head | null): Promise<void>
  /** Everything that was written and typed goes. */
  wipe(): void
  /** What of it this tab alone has goes: another tab has wiped the rest, and somebody else may have written since. */
  wipeTab(): void
  /** What the person sees has changed. */
  changed(): void
  notice(notice: Notice | null): void
}

type PresenceParts = Pick<Parts, 'sessions' | 'tabs' | 'clock' | 'keep'>

/** How long a page is waited for when an expired session is found at the start, in milliseconds. */
const RESUME = 10_000

/** Keeps the messenger in line with the session that the device holds. */
export class Presence {
  readonly #parts: PresenceParts
  readonly #told: Announcements
  readonly #ends: PresenceEnds
  readonly #logins: Logins
  readonly #renewal: Renewal
  #held: Held | null = null
  isSigningIn = false
  isLeaving = false
  isGone = false
  /** Who is here is banned; a login under way may be somebody else's, whom that does not bar (SES-13). */
  isBarred = false
  /** The page's token failed, and the channel lets nobody write without a good one then (CHT-10). */
  isTurnedAway = false

  constructor(parts: PresenceParts, page: Pick<Page, 'say' | 'token'>, ends: PresenceEnds) {
    this.#parts = parts
    this.#told = new Announcements(page)
    this.#ends = ends
    this.#logins = new Logins(page, parts.sessions)
    this.#renewal = new Renewal(parts.clock, {
      renew: () => this.#renew(),
      expire: (token) => this.#expire(token),
    })
  }

  /** The session that the messenger goes by. */
  get held(): Held | null {
    return this.#held
  }

  /** Takes up what the device has kept. */
  start(): void {
    const { sessions, clock } = this.#parts
    const held = sessions.held()
    if (held?.isLeaving) {
      void this.logOut()
    } else if (held?.kind === 'authenticated' && (held.isExpired || held.expiresAt <= clock.now())) {
      sessions.expire(held.token)
      this.follow()
      if (!this.#logins.isBusy) this.#resume(held.token)
    } else {
      this.follow()
    }
  }

  /** The device or the page may have slept, while other tabs went on and sessions ended. */
  wake(): void {
    const { sessions, clock } = this.#parts
    const held = sessions.held()
    if (held?.kind === 'authenticated' && isUsable(held) && held.expiresAt <= clock.now()) this.#expire(held.token)
    else this.heardChange()
  }

  /** Brings everything in line with what is stored; another tab may have changed it. */
  follow(isNew = false): void {
    if (this.isGone) return
    const before = this.#held
    const held = this.#parts.sessions.held()
    this.#held = held
    this.#renewal.watch(isUsable(held) ? held : null)
    this.#ends.follow(before, held, isNew)
    this.#ends.changed()
  }

  /** The page's `loginUser`, named `n`, or, without `n`, the person's *Sign in again*. */
  async logIn(n?: number): Promise<void> {
    await this.#signIn(n)
  }

  /** Ends the session and forgets what was written (SES-5). Also *Continue without signing in*. */
  async logOut(): Promise<void> {
    this.#ends.wipe()
    const { sessions, tabs } = this.#parts
    const left = this.#leave(sessions.logOut())
    // The others show nothing of it from now on, and end it if this one is closed before it could.
    tabs.tell('session')
    await left
    tabs.tell('logged_out')
  }

  /** Another tab logged out. */
  heardLogout(): void {
    const { keep, sessions } = this.#parts
    // It says so itself, once its own part is done.
    if (this.isLeaving) return
    if (keep.isShared || !sessions.held()) {
      this.#ends.wipeTab()
      this.#loggedOut()
      return
    }
    // A session in this tab's own memory ends with it: the page is to hear that nobody is signed in any more.
    this.#ends.wipe()
    void this.#leave(sessions.logOut())
  }

  /** Another tab has stored another session, or none. */
  heardChange(): void {
    const { sessions } = this.#parts
    if (sessions.held()?.isLeaving) {
      if (this.isLeaving) return
      this.#ends.wipeTab()
      return void this.#leave(sessions.finishLogout())
    }
    const before = this.#held
    this.follow()
    this.#told.changed(before, this.#held)
  }

  /** The server says that the session with this token does not count; null if none could be begun. */
  stopped(what: Verdict, token: string | null): void {
    const held = this.#parts.sessions.held()
    if (what === 'banned' && (token === null || held === null || held.token === token)) {
      this.isBarred = true
      if (this.#logins.isBusy) this.#ends.changed()
      else this.#goAway()
    } else if (token === null || held?.token !== token) {
      this.follow()
      if (token === null) this.#ends.notice('closed')
    } else if (what === 'expired' && held.kind === 'authenticated') {
      this.#expire(token)
    } else if (what === 'over' || what === 'expired' || what === 'replaced') {
      this.#parts.sessions.forget(token)
      this.#ends.wipe()
      this.#ends.notice('ended')
      this.#parts.tabs.tell('session')
      if (held.kind === 'authenticated') this.#loggedOut()
      else this.follow()
    }
  }

  async #signIn(n?: number, renews?: string): Promise<void> {
    if (this.isGone) return
    this.isSigningIn = true
    this.#ends.notice(null)
    await this.#take(await this.#logins.logIn(renews), n)
  }

  /** Shows nothing of the session any more, until it has ended. */
  async #leave(ended: Promise<void>): Promise<void> {
    this.#logins.callOff()
    this.isSigningIn = false
    this.isLeaving = true
    this.follow()
    await ended
    this.isLeaving = false
    this.#loggedOut()
    if (this.isBarred) this.#goAway()
  }

  #loggedOut(): void {
    this.follow()
    this.#told.loggedOut()
  }

  async #renew(): Promise<void> {
    const { sessions, clock } = this.#parts
    const held = sessions.held()
    if (this.#logins.isBusy || !isUsable(held)) return
    // Another tab was earlier.
    if ((held.renewAt ?? 0) > clock.now()) this.follow()
    else await this.#take(await this.#logins.logIn(held.token))
  }

  #expire(token: string): void {
    const before = this.#parts.sessions.held()
    this.#parts.sessions.expire(token)
    this.follow()
    if (before?.token !== token) return
    this.#parts.tabs.tell('session')
    this.#told.expired()
  }

  /** An expired session was found at the start: the page is asked before the person is. */
  #resume(token: string): void {
    const tooLong = this.#parts.clock.after(RESUME, () => {
      this.#logins.callOff()
      this.isSigningIn = false
      this.#stay(false)
    })
    void this.#signIn(undefined, token).finally(tooLong)
  }

  async #take(outcome: AskedOutcome, n?: number): Promise<void> {
    // What took its place may be another login of this tab.
    if (outcome.t === 'called_off' && this.#logins.isBusy) return
    this.isSigningIn = false
    if (outcome.t === 'called_off') return this.follow()
    if (outcome.t === 'in') {
      this.isTurnedAway = this.isBarred = false
      this.#ends.notice(null)
      this.#parts.tabs.tell('session')
      const wasSignedIn = !outcome.isNew && isUsable(this.#held)
      this.follow()
      this.#told.loggedIn(n)
      await this.#ends.signedIn(wasSignedIn ? null : outcome.conversation)
      return
    }
    const [reason, message] = outcome.t === 'no_token' ? NO_TOKEN : [outcome.reason, outcome.message]
    this.#told.loginFailed(n, reason, message)
    if (outcome.t === 'refused' && outcome.isBanned) this.#goAway()
    else if (outcome.t === 'refused' && !outcome.mayStay) this.#turnAway()
    else this.#stay(outcome.t === 'refused')
  }

  /** Nobody was signed in; whoever was here before is here as before. */
  #stay(isRefused: boolean): void {
    if (this.isBarred) return this.#goAway()
    this.follow()
    if (this.#held?.isExpired) this.#told.expired()
    else if (isRefused && this.#held?.kind !== 'authenticated') this.#ends.notice('login_refused')
  }

  /** CHT-10: what they had as somebody anonymous has ended; who is signed in stays so until their own token ends. */
  #turnAway(): void {
    const held = this.#parts.sessions.held()
    if (held?.kind !== 'authenticated') {
      this.isTurnedAway = true
      if (held) this.#parts.sessions.forget(held.token)
      this.#ends.wipe()
    }
    this.#stay(true)
  }

  #goAway(): void {
    this.isGone = true
    this.#logins.callOff()
    this.#renewal.watch(null)
    this.#ends.wipe()
    this.#ends.follow(this.#held, null, false)
    this.#ends.changed()
    this.#told.gone()
  }
}

const NO_TOKEN = ['token_missing', 'The page gave no token.'] as const
