/** When a signed-in session is renewed, and when it has expired (SES-4). */
import type { Clock } from '../device/clock.ts'
import type { Held } from './held.ts'

/** How long after a renewal that failed the page is asked again, in milliseconds. */
const AGAIN = 15_000

/** Tabs that share a session ask at different times within so many milliseconds, so that one of them is enough. */
const SPREAD = 3_000

/** What is done at those times. */
export interface RenewalDeeds {
  /** Asks the page for a token and logs in with it. */
  renew(): Promise<void>
  expire(token: string): void
}

/** Watches over one session's times. */
export class Renewal {
  readonly #clock: Clock
  readonly #deeds: RenewalDeeds
  #cancel: (() => void) | null = null
  #watched = ''

  constructor(clock: Clock, deeds: RenewalDeeds) {
    this.#clock = clock
    this.#deeds = deeds
  }

  /** From now on watches over this session, or over none. Anonymous ones need nothing. */
  watch(held: Held | null): void {
    // A renewal that failed is not asked for again before its time, however often somebody looks.
    const watched = held ? [held.token, held.renewAt, held.expiresAt].join() : ''
    if (watched === this.#watched) return
    this.#watched = watched
    this.#cancel?.()
    this.#cancel = null
    if (!held || held.renewAt === null) return
    this.#await(held, held.renewAt + this.#clock.random() * SPREAD)
  }

  #await(held: Held, renewAt: number): void {
    const now = this.#clock.now()
    const isAfterExpiry = renewAt >= held.expiresAt
    this.#cancel = this.#clock.after((isAfterExpiry ? held.expiresAt : renewAt) - now, () => {
      if (isAfterExpiry) {
        this.#deeds.expire(held.token)
        return
      }
      this.#await(held, Math.max(renewAt, this.#clock.now()) + AGAIN)
      void this.#deeds.renew()
    })
  }
}
