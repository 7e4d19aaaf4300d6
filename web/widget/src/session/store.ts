/** Where a session lives: in the iframe's own storage, out of reach of the page around it (SES-3). */
import { type Keep, parsed } from '../device/keep.ts'
import type { Held } from './held.ts'

/** The one session of a device, and the login that waits for its answer. */
export class SessionStore {
  readonly #keep: Keep
  readonly #makeId: () => string

  constructor(keep: Keep, makeId: () => string) {
    this.#keep = keep
    this.#makeId = makeId
  }

  read(): Held | null {
    return parsed<Held>(this.#keep.read('session'))
  }

  write(held: Held): void {
    this.#keep.write('session', JSON.stringify(held))
  }

  wipe(): void {
    this.#keep.remove('session')
    this.#keep.remove('login')
  }

  /**
   * The id of the login with this token. It stays the same until the login is answered, through a reload too, so that
   * a lost answer is repeated. Of the token only its signature is kept, which logs nobody in.
   */
  loginId(token: string): string {
    const signature = token.slice(token.lastIndexOf('.') + 1)
    const waiting = parsed<{ id: string; signature: string }>(this.#keep.read('login'))
    if (waiting?.signature === signature) return waiting.id
    const id = this.#makeId()
    this.#keep.write('login', JSON.stringify({ id, signature }))
    return id
  }

  /** The login was answered: the next one has another id. */
  loginAnswered(): void {
    this.#keep.remove('login')
  }
}
