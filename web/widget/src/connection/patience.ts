/** Waiting before a call is repeated, cut short when the device comes back. */
import type { Clock } from '../device/clock.ts'
import { verdict } from '../model/verdict.ts'
import type { Answer, Fault } from './api.ts'
import { backoff } from './backoff.ts'

/** Waits for better times. */
export class Patience {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Waits until a call that failed with this fault, after so many that failed before it, may be repeated. Where the
   * server named a time, waking does not shorten it.
   */
  wait(fault: Fault, failed: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        cancel()
        this.#waiting.delete(go)
        resolve()
      }
      const named = fault.retryAfter
      const delay = named === null ? backoff(failed, () => this.#clock.random()) : named * 1000
      const cancel = this.#clock.after(delay, go)
      if (named === null) this.#waiting.add(go)
      signal?.addEventListener('abort', go, { once: true })
    })
  }

  wake(): void {
    for (const go of [...this.#waiting]) go()
  }

  /** Repeats a call until it is answered for good. Called off, it is not repeated any more: then null. */
  async untilAnswered<Body>(call: () => Promise<Answer<Body>>, signal?: AbortSignal): Promise<Answer<Body> | null> {
    for (let failed = 0; ; failed += 1) {
      const answer = await call()
      if (answer.ok || !isPassing(answer.fault)) return answer
      if (signal?.aborted) return null
      await this.wait(answer.fault, failed, signal)
      if (signal?.aborted) return null
    }
  }
}

/** Whether a fault passes by itself. */
export function isPassing(fault: Fault): boolean {
  const what = verdict(fault)
  return what === 'repeat' || what === 'wait'
}
