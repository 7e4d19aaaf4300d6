/** Logins with a token that the page is asked for: one at a time, and a newer one takes the place of an older. */
import type { Page } from '../bridge.ts'
import type { LoginOutcome, Sessions } from './sessions.ts'

/** What became of a login for which the page was asked. */
export type AskedOutcome = LoginOutcome | { t: 'no_token' }

/** Asks for tokens and logs in with them. */
export class Logins {
  readonly #page: Pick<Page, 'token'>
  readonly #sessions: Sessions
  #current: AbortController | null = null

  constructor(page: Pick<Page, 'token'>, sessions: Sessions) {
    this.#page = page
    this.#sessions = sessions
  }

  /** Whether one is under way. */
  get isBusy(): boolean {
    return this.#current !== null
  }

  /** `renews` is the token of the session that is to be renewed, if it is not the page or the person who wants a login. */
  async logIn(renews?: string): Promise<AskedOutcome> {
    this.callOff()
    const current = new AbortController()
    this.#current = current
    const { signal } = current
    const token = await this.#page.token(signal)
    const outcome = await this.#with(token, signal, renews)
    if (this.#current === current) this.#current = null
    return outcome
  }

  callOff(): void {
    this.#current?.abort()
    this.#current = null
  }

  async #with(token: string | null, signal: AbortSignal, renews?: string): Promise<AskedOutcome> {
    if (signal.aborted) return { t: 'called_off' }
    if (token === null) return { t: 'no_token' }
    const outcome = await this.#sessions.logIn(token, signal, renews)
    return signal.aborted ? { t: 'called_off' } : outcome
  }
}
