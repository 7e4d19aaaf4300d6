/** A clock that moves only when a test moves it. */
import type { Clock } from '../device/clock.ts'

/** Chance is always in the middle, and time stands still until `pass`. */
export class FakeClock implements Clock {
  #now = Date.parse('2026-05-04T10:00:00.000Z')
  #timers: { at: number; then: () => void }[] = []

  now(): number {
    return this.#now
  }

  random(): number {
    return 0.5
  }

  after(milliseconds: number, then: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), then }
    this.#timers.push(timer)
    return () => (this.#timers = this.#timers.filter((one) => one !== timer))
  }

  /** Lets so much time pass, doing what is due in its order, and lets everything that follows from it happen. */
  async pass(milliseconds: number): Promise<void> {
    await settle()
    const end = this.#now + milliseconds
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = next.at
      next.then()
      await settle()
    }
    this.#now = end
  }

  /** The device sleeps: so much time passes, and nothing that was due is done. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds
    for (const timer of this.#timers) timer.at += milliseconds
  }

  #next(end: number) {
    return this.#timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0]
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}
