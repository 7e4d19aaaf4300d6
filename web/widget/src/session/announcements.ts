/** What the page is told of logins and logouts, also of those in other tabs. */
import type { Page } from '../bridge.ts'
import type { Held } from './held.ts'

/** Tells the page each change once. */
export class Announcements {
  readonly #page: Pick<Page, 'say'>
  #isExpiryTold = false

  constructor(page: Pick<Page, 'say'>) {
    this.#page = page
  }

  /** The login named `n` went well, or one that the page did not ask for. */
  loggedIn(n?: number): void {
    this.#isExpiryTold = false
    this.#page.say(n === undefined ? { t: 'logged_in' } : { t: 'logged_in', n })
  }

  /** The login named `n` was refused, or a renewal that the page did not ask for. */
  loginFailed(n: number | undefined, reason: string, message: string): void {
    this.#page.say({ t: 'login_failed', reason, message, ...(n !== undefined && { n }) })
  }

  expired(): void {
    if (!this.#isExpiryTold) this.#page.say({ t: 'expired' })
    this.#isExpiryTold = true
  }

  loggedOut(): void {
    this.#isExpiryTold = false
    this.#page.say({ t: 'logged_out' })
  }

  gone(): void {
    this.#page.say({ t: 'gone' })
  }

  /** Another tab has stored something else. */
  changed(before: Held | null, held: Held | null): void {
    if (held?.isExpired) this.expired()
    else if (held?.kind === 'authenticated' && (before?.id !== held.id || before.isExpired)) this.loggedIn()
    else if (held === null && before?.kind === 'authenticated') this.loggedOut()
  }
}
